package io.tailwater.server.coordinator;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.CoordinatorState;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.record.TransactionMarker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Counts by name, also in transactions: about the smallest state that uses everything. Confined to its event loop. */
final class TalliesState implements CoordinatorState {

    private final Map<String, Long> tallies = new HashMap<>();
    private final Map<Long, Map<String, Long>> undecided = new HashMap<>();

    /** Adds one and answers with the sum; the record carries so many more bytes. */
    void add(String name, int ballast, Reply<Long> reply, CoordinatorOutput output) {
        long sum = tallies.getOrDefault(name, 0L) + 1;
        output.append(CoordinatorRecord.of(key(name), value(sum, ballast)));
        output.answer(reply, sum);
    }

    /** Adds one to each name, wholly or not at all. */
    void addToAll(List<String> names, int ballast, Reply<Long> reply, CoordinatorOutput output) {
        for (String name : names) {
            long sum = tallies.getOrDefault(name, 0L) + 1;
            output.append(CoordinatorRecord.of(key(name), value(sum, ballast)));
        }
        output.answer(reply, (long) names.size());
    }

    /** Sets a tally when a producer commits. */
    void setWithin(long producerId, String name, long sum, Reply<Long> reply, CoordinatorOutput output) {
        output.append(CoordinatorRecord.transactional(key(name), value(sum, 0), producerId, (short) 0));
        output.answer(reply, sum);
    }

    void end(long producerId, boolean committed, Reply<Long> reply, CoordinatorOutput output) {
        output.append(new TransactionMarker(producerId, (short) 0, committed, 0));
        output.answer(reply, producerId);
    }

    void get(String name, Reply<Long> reply, CoordinatorOutput output) {
        output.answer(reply, tallies.getOrDefault(name, 0L));
    }

    @Override
    public void replay(CoordinatorRecord record, long offset, long timestampMillis) {
        String name = StandardCharsets.UTF_8.decode(record.key()).toString();
        long sum = Objects.requireNonNull(record.value()).getLong();
        if (record.isTransactional()) {
            undecided
                    .computeIfAbsent(record.producerId(), id -> new HashMap<>())
                    .put(name, sum);
        } else {
            tallies.put(name, sum);
        }
    }

    @Override
    public void replayMarker(TransactionMarker marker, long offset, long timestampMillis) {
        Map<String, Long> ended = undecided.remove(marker.producerId());
        if (ended != null && marker.committed()) {
            tallies.putAll(ended);
        }
    }

    @Override
    public long nextDeadlineMillis() {
        return NO_DEADLINE;
    }

    @Override
    public void advance(CoordinatorOutput output) {}

    @Override
    public Iterator<List<CoordinatorRecord>> liveRecords() {
        List<String> names = new ArrayList<>(tallies.keySet());
        undecided.values().forEach(sums -> names.addAll(sums.keySet()));
        return names.stream().map(this::recordsOf).iterator();
    }

    private List<CoordinatorRecord> recordsOf(String name) {
        List<CoordinatorRecord> records = new ArrayList<>();
        Long decided = tallies.get(name);
        if (decided != null) {
            records.add(CoordinatorRecord.of(key(name), value(decided, 0)));
        }
        undecided.forEach((producerId, sums) -> {
            Long sum = sums.get(name);
            if (sum != null) {
                records.add(CoordinatorRecord.transactional(key(name), value(sum, 0), producerId, (short) 0));
            }
        });
        return records;
    }

    private static ByteBuffer key(String name) {
        return ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer value(long sum, int ballast) {
        return ByteBuffer.allocate(Long.BYTES + ballast).putLong(0, sum);
    }
}

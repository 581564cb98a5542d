package io.tailwater.core.coordinator;

import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Named numbers that only rise, one by one: the smallest state machine with everything in it, for tests. Additions can be part
 * of a transaction; a question can be left waiting until a number is reached or its time is over. Used by one thread.
 */
final class CountersState implements CoordinatorState {

    private record Waiter(String name, long atLeast, long deadlineMillis, Reply<Long> reply) {}

    private final Map<String, Long> counters = new TreeMap<>();
    private final Map<Long, Map<String, Long>> open = new HashMap<>();
    private final List<Waiter> waiters = new ArrayList<>();
    boolean loaded;

    /** Adds one and answers with the sum. */
    void add(String name, Reply<Long> reply, CoordinatorOutput output) {
        long sum = counters.getOrDefault(name, 0L) + 1;
        output.append(CoordinatorRecord.of(bytes(name), number(sum)));
        output.answer(reply, sum);
        wake(output);
    }

    /** Sets a number when a producer commits. */
    void setLater(String name, long value, long producerId, Reply<Long> reply, CoordinatorOutput output) {
        output.append(CoordinatorRecord.transactional(bytes(name), number(value), producerId, (short) 0));
        output.answer(reply, value);
    }

    void end(long producerId, boolean committed, Reply<Boolean> reply, CoordinatorOutput output) {
        output.append(new TransactionMarker(producerId, (short) 0, committed, 0));
        output.answer(reply, committed);
    }

    void forget(String name, Reply<Boolean> reply, CoordinatorOutput output) {
        output.append(CoordinatorRecord.tombstone(bytes(name)));
        output.answer(reply, true);
    }

    void get(String name, Reply<Long> reply, CoordinatorOutput output) {
        output.answer(reply, counters.getOrDefault(name, 0L));
    }

    /** Answers when the number is reached; refuses at the deadline. */
    void await(String name, long atLeast, long timeLimitMillis, Reply<Long> reply, CoordinatorOutput output) {
        waiters.add(new Waiter(name, atLeast, output.nowMillis() + timeLimitMillis, reply));
        wake(output);
    }

    private void wake(CoordinatorOutput output) {
        waiters.removeIf(waiter -> {
            long value = counters.getOrDefault(waiter.name, 0L);
            if (value < waiter.atLeast) {
                return false;
            }
            output.answer(waiter.reply, value);
            return true;
        });
    }

    Map<String, Long> counters() {
        return Map.copyOf(counters);
    }

    @Override
    public void replay(CoordinatorRecord record, long offset, long timestampMillis) {
        String name = StandardCharsets.UTF_8.decode(record.key()).toString();
        ByteBuffer value = record.value();
        if (value == null) {
            counters.remove(name);
        } else if (record.isTransactional()) {
            open.computeIfAbsent(record.producerId(), id -> new HashMap<>()).put(name, value.getLong());
        } else {
            counters.put(name, value.getLong());
        }
    }

    @Override
    public void replayMarker(TransactionMarker marker, long offset, long timestampMillis) {
        Map<String, Long> ended = open.remove(marker.producerId());
        if (ended != null && marker.committed()) {
            counters.putAll(ended);
        }
    }

    @Override
    public void loaded(CoordinatorOutput output) {
        loaded = true;
    }

    @Override
    public long nextDeadlineMillis() {
        return waiters.stream().mapToLong(Waiter::deadlineMillis).min().orElse(NO_DEADLINE);
    }

    @Override
    public void advance(CoordinatorOutput output) {
        waiters.removeIf(waiter -> {
            if (waiter.deadlineMillis > output.nowMillis()) {
                return false;
            }
            output.refuse(waiter.reply, ErrorCode.REQUEST_TIMED_OUT, waiter.name + " was not reached");
            return true;
        });
    }

    @Override
    public Iterator<List<CoordinatorRecord>> liveRecords() {
        TreeSet<String> names = new TreeSet<>(counters.keySet());
        open.values().forEach(additions -> names.addAll(additions.keySet()));
        Iterator<String> left = names.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return left.hasNext();
            }

            @Override
            public List<CoordinatorRecord> next() {
                return recordsOf(left.next());
            }
        };
    }

    private List<CoordinatorRecord> recordsOf(String name) {
        List<CoordinatorRecord> records = new ArrayList<>();
        Long value = counters.get(name);
        if (value != null) {
            records.add(CoordinatorRecord.of(bytes(name), number(value)));
        }
        open.forEach((producerId, additions) -> {
            Long later = additions.get(name);
            if (later != null) {
                records.add(CoordinatorRecord.transactional(bytes(name), number(later), producerId, (short) 0));
            }
        });
        return records;
    }

    static ByteBuffer bytes(String name) {
        return ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8));
    }

    static ByteBuffer number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).flip();
    }
}

package io.tailwater.core.coordinator;

import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.BrokerError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What steps have appended and is not on disk, and the answers that wait for that: at most one append is on its way, and what
 * comes meanwhile is collected for the next, so that the disk's slowness makes appends larger and not more. Confined to the
 * coordinator's event loop.
 */
final class Outbox {

    private List<LogEntry> entries = new ArrayList<>();
    private List<Delivery<?>> deliveries = new ArrayList<>();
    private long sizeBytes;
    private long nextOffset;

    /** The answers that wait for the append on its way; null when none is. */
    private @Nullable List<Delivery<?>> underWay;

    /** Begins with an empty outbox, whose first entry gets this offset. */
    void startAt(long offset) {
        nextOffset = offset;
    }

    long nextOffset() {
        return nextOffset;
    }

    LogEntry add(
            @Nullable CoordinatorRecord record,
            @Nullable TransactionMarker marker,
            long timestampMillis,
            boolean startsStep) {
        LogEntry entry = new LogEntry(nextOffset++, timestampMillis, record, marker, startsStep);
        entries.add(entry);
        sizeBytes += entry.sizeInBytes();
        return entry;
    }

    int size() {
        return entries.size();
    }

    /** About how many bytes wait to be appended. */
    long sizeBytes() {
        return sizeBytes;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    boolean isUnderWay() {
        return underWay != null;
    }

    /** Takes back the youngest entries, which no append has taken. */
    void truncate(int size) {
        while (entries.size() > size) {
            LogEntry last = entries.remove(entries.size() - 1);
            sizeBytes -= last.sizeInBytes();
            nextOffset = last.offset();
        }
    }

    /** Has answers wait for everything appended so far; returns false, with nothing done, when that is on disk. */
    boolean hold(List<Delivery<?>> answers) {
        if (!entries.isEmpty()) {
            deliveries.addAll(answers);
            return true;
        }
        if (underWay != null) {
            underWay.addAll(answers);
            return true;
        }
        return false;
    }

    /** All that waits, to be appended now. */
    List<LogEntry> send() {
        List<LogEntry> sent = entries;
        underWay = deliveries;
        entries = new ArrayList<>();
        deliveries = new ArrayList<>();
        sizeBytes = 0;
        return sent;
    }

    /** The append on its way is on disk: its answers leave. */
    void landed() {
        List<Delivery<?>> answers = underWay == null ? List.of() : underWay;
        underWay = null;
        answers.forEach(Delivery::deliver);
    }

    /** Nothing of what waits will be on disk. */
    void refuseAll(BrokerError error) {
        List<Delivery<?>> refused = new ArrayList<>(underWay == null ? List.of() : underWay);
        refused.addAll(deliveries);
        underWay = null;
        deliveries = new ArrayList<>();
        entries = new ArrayList<>();
        sizeBytes = 0;
        refused.forEach(delivery -> delivery.refuse(error));
    }
}

package io.tailwater.core.client;

import java.util.List;

/**
 * What a read found; both may be empty.
 *
 * @param records each partition's in order
 * @param gaps what could not be read
 */
public record ReadRecords(List<StoredRecord> records, List<RecordGap> gaps) {

    public static final ReadRecords NONE = new ReadRecords(List.of(), List.of());

    public boolean isEmpty() {
        return records.isEmpty() && gaps.isEmpty();
    }
}

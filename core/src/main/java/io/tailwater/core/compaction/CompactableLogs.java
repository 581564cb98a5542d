package io.tailwater.core.compaction;

import io.tailwater.core.producer.ProducerEnd;
import io.tailwater.spi.LogId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** All logs, as compaction needs them. Thread-safe; futures complete on any thread. */
public interface CompactableLogs {

    /** The logs of topics that are compacted. */
    Future<List<CompactableLog>> look();

    /** Where the producers ended that a log knows, by their ids; none where the log is gone. */
    Future<Map<Long, ProducerEnd>> producers(LogId id);

    /** Begins another segment of a log with the next append; nothing where the log is gone. */
    Future<Void> roll(LogId id);

    /**
     * The batch at an offset was written anew.
     *
     * @param crc what its CRC is now
     */
    void rewritten(LogId id, long baseOffset, int crc);
}

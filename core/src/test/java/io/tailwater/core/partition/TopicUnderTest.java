package io.tailwater.core.partition;

import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.tailwater.storage.tck.TestBatches;
import java.nio.ByteBuffer;
import java.util.List;

/** A topic of {@link ShardsUnderTest}: what its partitions are asked, and how answers read. Immutable. */
record TopicUnderTest(Topic topic) {

    /** How long a fetch waits at most that is to be woken: for longer than anybody waits for its answer. */
    static final int FOREVER_MILLIS = 600_000;

    PartitionKey key(int partition) {
        return new PartitionKey(topic.id(), partition);
    }

    PartitionAppend at(int partition, ByteBuffer batch) {
        return new PartitionAppend(key(partition), batch);
    }

    PartitionFetch from(int partition, long offset) {
        return new PartitionFetch(key(partition), offset, 1 << 20, -1, -1);
    }

    static FetchQuery query(int minBytes, int maxWaitMillis, PartitionFetch... partitions) {
        return new FetchQuery(List.of(partitions), 50 << 20, minBytes, maxWaitMillis, false);
    }

    /** Of one record. */
    static ByteBuffer batch() {
        return TestBatches.at(0).build();
    }

    static ErrorCode code(AppendOutcome outcome) {
        return ((AppendOutcome.Refused) outcome).error().code();
    }

    /** Null when it was not refused. */
    static ErrorCode code(PartitionRead read) {
        BrokerError error = read.error();
        return error == null ? null : error.code();
    }

    static ErrorCode refusal(Result<?> result) {
        return ((Result.Refused<?>) result).error().code();
    }
}

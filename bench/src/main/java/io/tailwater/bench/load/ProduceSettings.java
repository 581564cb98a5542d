package io.tailwater.bench.load;

import io.tailwater.bench.wire.SampleBatch;

/**
 * What a producer sends.
 *
 * @param topic where to
 * @param partitions how many partitions the topic has, 1 or more
 * @param batch the batch it sends over and over
 * @param batchesPerRequest how many partitions a request writes
 * @param acks 0, 1 or -1 for all
 */
public record ProduceSettings(String topic, int partitions, SampleBatch batch, int batchesPerRequest, short acks) {

    long recordsPerRequest() {
        return (long) batchesPerRequest * batch.recordCount();
    }

    long bytesPerRequest() {
        return (long) batchesPerRequest * batch.sizeBytes();
    }
}

package io.tailwater.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.client.KeyPartitioner;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** Here, where Kafka's clients are at hand to ask. */
class KeyPartitionerTest {

    @Property
    void choosesThePartitionThatKafkasClientsChoose(
            @ForAll byte[] key, @ForAll @IntRange(min = 1, max = 10_000) int partitions) {
        assertThat(KeyPartitioner.partitionOf(ByteBuffer.wrap(key), partitions))
                .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
    }
}

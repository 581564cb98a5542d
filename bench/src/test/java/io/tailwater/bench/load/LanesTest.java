package io.tailwater.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LanesTest {

    @Property
    void theOrderOfAnswersTellsTheRequest(
            @ForAll @IntRange(min = 1, max = 12) int connections,
            @ForAll @IntRange(min = 1, max = 12) int partitions,
            @ForAll @IntRange(min = 0, max = 200) int requests) {
        Lanes lanes = new Lanes(connections, partitions);
        long[] onConnection = new long[connections];
        long[] inPartition = new long[partitions];

        for (long request = 0; request < requests; request++) {
            int connection = lanes.connectionOf(request);
            int partition = lanes.partitionOf(request);
            assertThat(lanes.requestOnConnection(connection, onConnection[connection]++))
                    .isEqualTo(request);
            assertThat(lanes.requestInPartition(partition, inPartition[partition]++))
                    .isEqualTo(request);
        }

        for (int connection = 0; connection < connections; connection++) {
            assertThat(lanes.countOnConnection(connection, requests)).isEqualTo(onConnection[connection]);
        }
    }

    @Property
    void oneConnectionWritesAPartitionWhenThereAreEnoughPartitions(
            @ForAll @IntRange(min = 1, max = 12) int connections, @ForAll @IntRange(min = 0, max = 12) int more) {
        Lanes lanes = new Lanes(connections, connections + more);

        for (long request = 0; request < 100; request++) {
            assertThat(lanes.connectionOf(request)).isEqualTo(lanes.partitionOf(request) % connections);
        }
    }
}

package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * A client that does nothing wrong, on one connection that it keeps: what others do must not be felt here. Owned by one
 * thread.
 */
final class Bystander implements AutoCloseable {

    private static final String TOPIC = "bystander";

    private final RawConnection connection;

    private Bystander(RawConnection connection) {
        this.connection = connection;
    }

    static Bystander beside(RunningBroker broker) throws IOException {
        try (var admin = broker.clients().admin()) {
            if (!Topics.await(admin.listTopics().names()).contains(TOPIC)) {
                new Topics(admin).create(TOPIC, 1);
            }
        }
        return new Bystander(RawConnection.to(broker.address()));
    }

    /** Writes a batch and reads it back, several times. */
    void worksOn(int roundTrips) throws IOException {
        for (int i = 0; i < roundTrips; i++) {
            ByteBuffer batch = Batches.of(3);
            long offset = write(batch);
            ByteBuffer read = read(offset);
            // The broker writes the base offset and the leader epoch; all else is the producer's.
            assertThat(read.slice(Batches.MAGIC_AT, read.limit() - Batches.MAGIC_AT))
                    .isEqualTo(batch.slice(Batches.MAGIC_AT, batch.limit() - Batches.MAGIC_AT));
            assertThat(read.getLong(0)).isEqualTo(offset);
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }

    private long write(ByteBuffer batch) throws IOException {
        ProduceResponseData response = connection.exchange(
                ApiKeys.PRODUCE,
                Requests.PRODUCE_VERSION,
                Requests.produce(TOPIC, 0, batch).setAcks((short) 1),
                ProduceResponseData.class);
        assertThat(Requests.error(response)).isEqualTo(Errors.NONE);
        return Requests.onlyPartition(response).baseOffset();
    }

    private ByteBuffer read(long offset) throws IOException {
        FetchResponseData response = connection.exchange(
                ApiKeys.FETCH, Requests.FETCH_VERSION, Requests.fetch(TOPIC, offset, 100_000), FetchResponseData.class);
        var partition = response.responses().get(0).partitions().get(0);
        assertThat(Errors.forCode(partition.errorCode())).isEqualTo(Errors.NONE);
        return ((MemoryRecords) partition.records()).buffer();
    }
}

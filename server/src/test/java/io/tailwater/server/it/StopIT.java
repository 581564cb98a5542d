package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stop answers what was begun, waits for nobody who only waits, and leaves a directory that the next start trusts. */
@Timeout(240)
class StopIT {

    private static final int PIPELINED = 50;
    private static final int LONGEST_FETCH_MILLIS = 600_000;

    @TempDir
    Path directory;

    @Test
    void answersWhatItHasWrittenThenClosesThenFreesTheDirectory() throws IOException {
        BrokerSetup setup = BrokerSetup.in(directory.resolve("data"))
                .withConf("{\"stop\": {\"drainMillis\": 20000, \"timeoutMillis\": 50000}}");
        TopicPartition partition;
        int acknowledged = 0;
        try (BrokerProcess broker = BrokerProcess.start(setup);
                RawConnection producing = RawConnection.to(broker.address());
                RawConnection waiting = RawConnection.to(broker.address());
                RawConnection half = RawConnection.to(broker.address())) {
            try (Admin admin = new KafkaClients(broker.address()).admin()) {
                partition = new Topics(admin).create("stopped", 1);
            }
            waiting.send(
                    ApiKeys.FETCH,
                    Requests.FETCH_VERSION,
                    Requests.fetch("stopped", 0, 1 << 20).setMinBytes(1 << 20).setMaxWaitMs(LONGEST_FETCH_MILLIS));
            half.send(ByteBuffer.allocate(2_000).putInt(0, 100_000));
            producing.exchange(
                    ApiKeys.PRODUCE,
                    Requests.PRODUCE_VERSION,
                    Requests.produceTo("stopped", 0),
                    ProduceResponseData.class);
            acknowledged++;
            for (int i = 0; i < PIPELINED; i++) {
                producing.send(ApiKeys.PRODUCE, Requests.PRODUCE_VERSION, Requests.produceTo("stopped", 0));
            }

            assertThat(broker.terminate()).as(broker.output()).isZero();

            for (Optional<ByteBuffer> frame = producing.receiveFrame();
                    frame.isPresent();
                    frame = producing.receiveFrame()) {
                assertThat(frame.get().getInt(0)).as("correlation id").isEqualTo(++acknowledged);
                assertThat(Requests.error(Frames.response(
                                ApiKeys.PRODUCE, Requests.PRODUCE_VERSION, frame.get(), ProduceResponseData.class)))
                        .isEqualTo(Errors.NONE);
            }
            assertThat(waiting.isClosed()).isTrue();
            assertThat(half.isClosed()).isTrue();
        }

        try (BrokerProcess broker = BrokerProcess.start(setup);
                Admin admin = new KafkaClients(broker.address()).admin()) {
            broker.awaitLine("the last stop was clean");
            assertThat(new Topics(admin).endOffset(partition))
                    .as("as many as were answered, none that was written and not answered")
                    .isEqualTo(acknowledged);
        }
    }
}

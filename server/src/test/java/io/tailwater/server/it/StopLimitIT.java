package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that cannot stop in order ends all the same, says so, and starts again. */
@Timeout(240)
class StopLimitIT {

    private static final int ENDED_EARLY = 5;
    private static final int RECORD_BYTES = 900_000;
    private static final int RECORDS_THAT_FILL_A_SOCKET = 40;

    @TempDir
    Path directory;

    @Test
    void endsWhenTheTimeIsUp() throws Exception {
        BrokerSetup setup = BrokerSetup.in(directory.resolve("data"));
        try (BrokerProcess broker =
                BrokerProcess.start(setup.withConf("{\"stop\": {\"drainMillis\": 1, \"timeoutMillis\": 1}}"))) {
            signal(broker);

            assertThat(broker.exitCode()).isEqualTo(ENDED_EARLY);
            assertThat(broker.output()).contains("took longer than 1 ms (stop.timeoutMillis)");
        }
        try (BrokerProcess again = BrokerProcess.start(setup)) {
            assertThat(again.terminate()).isZero();
        }
    }

    @Test
    void endsAtOnceAtASecondSignal() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(BrokerSetup.in(directory.resolve("data"))
                        .withConf("{\"stop\": {\"drainMillis\": 600000, \"timeoutMillis\": 600000}}"));
                RawConnection slow = RawConnection.to(broker.address());
                Producer<byte[], byte[]> producer = new KafkaClients(broker.address()).producer()) {
            for (int i = 0; i < RECORDS_THAT_FILL_A_SOCKET; i++) {
                producer.send(new ProducerRecord<>("large", new byte[RECORD_BYTES]));
            }
            producer.flush();
            slow.send(
                    ApiKeys.FETCH,
                    Requests.FETCH_VERSION,
                    Requests.fetch("large", 0, RECORDS_THAT_FILL_A_SOCKET * RECORD_BYTES));
            slow.awaitBytes(); // of a response that it does not go on to read
            signal(broker);
            broker.awaitLine("stopping: ");

            signal(broker);

            assertThat(broker.exitCode()).isEqualTo(ENDED_EARLY);
            assertThat(broker.output()).contains("Ended at once, at a second signal");
        }
    }

    @Test
    void endsThoughItsJarWasReplacedWhileItRan() throws Exception {
        Path jar = Files.copy(BrokerProcess.jar(), directory.resolve("replaced.jar"));
        Path conf = Files.writeString(
                directory.resolve("conf"), "{\"stop\": {\"drainMillis\": 500, \"timeoutMillis\": 1000}}");
        List<String> command = StartScript.commandOf(jar, "start", "--port", "0", "--http-port", "0");
        command.addAll(List.of("--conf", conf.toString(), "--data"));
        command.add(directory.resolve("data").toString());
        try (BrokerProcess broker = BrokerProcess.run(command)) {
            broker.address();
            Files.write(jar, new byte[(int) Files.size(jar)]);

            assertThat(broker.terminate()).as(broker.output()).isIn(0, 1, ENDED_EARLY);
        }
    }

    private static void signal(BrokerProcess broker) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-TERM", Long.toString(broker.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}

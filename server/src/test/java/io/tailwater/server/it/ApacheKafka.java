package io.tailwater.server.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/** A real Apache Kafka in KRaft mode, in a process of its own, on a directory of its own. Closing it kills it. */
record ApacheKafka(Path data, KafkaClients clients, ForeignProgram.Running process) implements AutoCloseable {

    private static final int STOP_SECONDS = 60;

    /** Formats a directory and starts on it; returns when clients are served. */
    static ApacheKafka start(Path directory) throws Exception {
        return start(directory, FreePort.belowEphemeral(), FreePort.belowEphemeral(), "");
    }

    /**
     * The same with settings of one's own.
     *
     * @param settings lines of {@code server.properties} that count more than those that are always there
     */
    static ApacheKafka start(Path directory, int port, int controllerPort, String settings) throws Exception {
        Path data = directory.resolve("kafka-data");
        Path properties = Files.writeString(
                directory.resolve("server.properties"),
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%d
                listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
                advertised.listeners=PLAINTEXT://127.0.0.1:%d
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=PLAINTEXT
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs=%s
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.num.partitions=2
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                log.cleaner.backoff.ms=200
                metadata.log.max.record.bytes.between.snapshots=1000
                """.formatted(controllerPort, port, controllerPort, port, data) + settings);
        ForeignProgram.java("kafka-tools", "kafka.tools.StorageTool")
                .run("format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", properties.toString())
                .succeeds();
        ForeignProgram.Running process = ForeignProgram.java("kafka-tools", "kafka.Kafka")
                .start(directory.resolve("kafka.out"), properties.toString());
        KafkaClients clients = new KafkaClients("127.0.0.1:" + port);
        try (Admin admin = clients.admin()) {
            Awaitility.await("Kafka")
                    .atMost(Duration.ofMinutes(4)) // An admin client gives up after one.
                    .failFast("Kafka has ended", () -> !process.process().isAlive())
                    .ignoreExceptions()
                    .until(() -> admin.describeCluster().nodes().get() != null);
        } catch (RuntimeException e) {
            e.addSuppressed(new AssertionError("Kafka said:\n" + process.said()));
            process.close();
            throw e;
        }
        return new ApacheKafka(data, clients, process);
    }

    /** Stops it in order. */
    void stop() throws InterruptedException, IOException {
        process.process().destroy();
        if (!process.process().waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Kafka did not stop; it said:\n" + process.said());
        }
    }

    @Override
    public void close() {
        process.close();
    }
}

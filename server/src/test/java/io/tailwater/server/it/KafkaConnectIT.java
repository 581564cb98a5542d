package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.server.it.ForeignProgram.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Kafka Connect, standalone, carries a file's lines through a topic into another file. */
@Timeout(300)
class KafkaConnectIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    @TempDir
    Path directory;

    @Test
    void carriesAFileThroughATopic() throws Exception {
        List<String> lines =
                IntStream.range(0, 5_000).mapToObj(i -> "line " + i).toList();
        Path source = Files.write(directory.resolve("source.txt"), lines);
        Path sink = directory.resolve("sink.txt");
        Path worker = settings("worker", """
                bootstrap.servers=%s
                key.converter=org.apache.kafka.connect.storage.StringConverter
                value.converter=org.apache.kafka.connect.storage.StringConverter
                offset.storage.file.filename=%s
                offset.flush.interval.ms=1000
                listeners=http://127.0.0.1:0
                """.formatted(BROKER.address(), directory.resolve("offsets")));
        Path reading = settings("reading", """
                name=reading
                connector.class=org.apache.kafka.connect.file.FileStreamSourceConnector
                file=%s
                topic=connected
                """.formatted(source));
        Path writing = settings("writing", """
                name=writing
                connector.class=org.apache.kafka.connect.file.FileStreamSinkConnector
                file=%s
                topics=connected
                """.formatted(sink));

        try (Running connect = ForeignProgram.java("kafka-tools", "org.apache.kafka.connect.cli.ConnectStandalone")
                .start(directory.resolve("said"), worker.toString(), reading.toString(), writing.toString())) {
            Awaitility.await("the last line; Connect said:\n" + connect.said())
                    .atMost(Duration.ofSeconds(200))
                    .until(() -> Files.exists(sink) && Files.readAllLines(sink).size() >= lines.size());
        }

        assertThat(Files.readAllLines(sink)).isEqualTo(lines);
    }

    private Path settings(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name + ".properties"), text);
    }
}

package io.tailwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tailwater.bench.wire.BenchApi;
import io.tailwater.bench.wire.BrokerSession;
import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.BrokerVerticle;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.tcp.KafkaServerVerticle;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command against a real broker in this process. */
@Timeout(300)
class TailwaterTest {

    private static final String BRIEFLY = " --warm-up 0 --quiet --json ";

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        BrokerConfig config = BrokerConfig.DEFAULTS
                .withDataDirectory(directory.resolve("data"))
                .withFreePorts();
        vertx = Vertx.vertx();
        vertx.deployVerticle(new BrokerVerticle(config, BrokerEnvironment.ofSystem()))
                .compose(broker -> vertx.deployVerticle(new KafkaServerVerticle()))
                .await(60, TimeUnit.SECONDS);
        port = KafkaServerVerticle.port(vertx).orElseThrow();
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "produce --records 20000",
                "produce --records 20000 --acks all --connections 3 --partitions 4 --compression lz4",
                "produce --records 20000 --partitions 6 --batches-per-request 6 --compression zstd",
                "produce --records 2000 --rate 10000 --records-per-batch 10 --connections 2",
                "fetch --fill 2 --records 50000 --connections 2 --partitions 3",
                "latency --records 300 --partitions 3 --connections 2 --consumers 2",
                "latency --records 100 --acks all"
            })
    void measuresWithoutErrorsAndLeavesNoTopicBehind(String arguments) throws IOException {
        Path json = directory.resolve("report.json");

        int exitCode = execute(arguments + BRIEFLY + json + " --bootstrap localhost:" + port);

        assertThat(exitCode).isZero();
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.get("errors")).isEmpty();
        assertThat(report.get("records").asLong()).isGreaterThanOrEqualTo(askedFor(arguments));
        assertThat(report.get("latencies").get(0).get("count").asLong())
                .isEqualTo(report.get("requests").asLong());
        assertThat(report.get("machine").get("cores").asInt()).isPositive();
        assertThat(topics()).isEmpty();
    }

    @Test
    void measuresGroupsWithoutErrorsAndLeavesNoneBehind() throws IOException {
        List<Long> counts = measureGroups(3);
        for (int seconds = 9; counts.contains(0L) && seconds < 100; seconds *= 3) { // this process may have had no turn
            counts = measureGroups(seconds);
        }
        assertThat(counts).hasSize(3).doesNotContain(0L);
    }

    private static List<Long> measureGroups(int seconds) throws IOException {
        Path json = directory.resolve("groups.json");

        int exitCode = execute("groups --groups 3 --members 4 --interval 0.1 --rebalance 0.3 --seconds " + seconds
                + BRIEFLY + json + " --bootstrap localhost:" + port);

        assertThat(exitCode).isZero();
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.get("errors")).isEmpty();
        assertThat(topics()).isEmpty();
        assertThat(groups()).isEmpty();
        List<Long> counts = new ArrayList<>();
        report.get("latencies")
                .forEach(latency -> counts.add(latency.get("count").asLong()));
        return counts;
    }

    private static long askedFor(String arguments) {
        List<String> words = List.of(arguments.split(" "));
        return Long.parseLong(words.get(words.indexOf("--records") + 1));
    }

    private static List<String> topics() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (BrokerSession session = BrokerSession.connect(address)) {
            MetadataRequestData all = new MetadataRequestData().setTopics(null);
            return session.call(BenchApi.METADATA, all, new MetadataResponseData()).topics().stream()
                    .filter(topic -> !topic.isInternal())
                    .map(MetadataResponseData.MetadataResponseTopic::name)
                    .toList();
        }
    }

    private static List<String> groups() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (BrokerSession session = BrokerSession.connect(address)) {
            ListGroupsResponseData all =
                    session.call(BenchApi.LIST_GROUPS, new ListGroupsRequestData(), new ListGroupsResponseData());
            return all.groups().stream()
                    .map(ListGroupsResponseData.ListedGroup::groupId)
                    .toList();
        }
    }

    private static int execute(String arguments) {
        BenchRun.Surroundings surroundings = new BenchRun.Surroundings(
                new PrintWriter(new StringWriter()), InstantSource.system(), System::nanoTime, new Random(1));
        return BenchMain.commandLine(surroundings).execute(arguments.split(" "));
    }
}

package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spans of requests reach a collector by OTLP, those of traces that others began, too. */
@Timeout(240)
class TracingIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String UNSAMPLED = "ffffffffffffffffaaaaaaaaaaaaaaaa";

    private final List<byte[]> received = new CopyOnWriteArrayList<>();

    @TempDir
    private Path scratch;

    private HttpServer collector() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            received.add(packed ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Protobuf writes texts and ids as they are. */
    private boolean got(byte[] bytes) {
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        return received.stream().anyMatch(body -> new String(body, StandardCharsets.ISO_8859_1).contains(wanted));
    }

    private boolean got(String text) {
        return got(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void get(String address, String traceparent) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/v1/topics"))
                .header("traceparent", traceparent)
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void spansOfProduceFetchAndHttpRequestsReachTheCollector() throws Exception {
        HttpServer collector = collector();
        JsonObject tracing = new JsonObject()
                .put("endpoint", "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces")
                .put("ratio", 1.0);
        BrokerSetup setup = BrokerSetup.in(scratch.resolve("data"))
                .withConf(new JsonObject().put("tracing", tracing).encode());
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            KafkaClients clients = new KafkaClients(broker.address());
            try (Producer<byte[], byte[]> producer = clients.producer("client.id", "traced-producer");
                    Consumer<byte[], byte[]> consumer = clients.consumer("client.id", "traced-consumer")) {
                producer.send(new ProducerRecord<>("traced", new byte[100])).get();
                consumer.assign(List.of(new TopicPartition("traced", 0)));
                consumer.seekToBeginning(consumer.assignment());
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty());
            }
            get(broker.httpAddress(), "00-" + UNSAMPLED + "-00f067aa0ba902b7-00");
            get(broker.httpAddress(), "00-" + TRACE + "-00f067aa0ba902b7-01");

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> got("Produce traced")
                            && got("Fetch traced")
                            && got("messaging.destination.name")
                            && got("traced-producer")
                            && got("traced-consumer")
                            && got("GET /v1/topics")
                            && got("http.response.status_code")
                            && got(HexFormat.of().parseHex(TRACE)));
            assertThat(got("service.name")).isTrue();
            assertThat(got(HexFormat.of().parseHex(UNSAMPLED)))
                    .as("who says not to trace is not traced")
                    .isFalse();
            assertThat(broker.terminate()).as(broker.output()).isZero();
        } finally {
            collector.stop(0);
        }
    }

    @Test
    void aCollectorThatIsNotThereHarmsNobody() throws Exception {
        JsonObject tracing = new JsonObject()
                .put("endpoint", "http://127.0.0.1:" + FreePort.belowEphemeral() + "/v1/traces")
                .put("ratio", 1.0);
        BrokerSetup setup = BrokerSetup.in(scratch.resolve("data"))
                .withConf(new JsonObject().put("tracing", tracing).encode());
        try (BrokerProcess broker = BrokerProcess.start(setup);
                Producer<byte[], byte[]> producer = new KafkaClients(broker.address()).producer()) {
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>("untraced", new byte[100])).get();
            }
            assertThat(broker.terminate()).as(broker.output()).isZero();
        }
    }
}

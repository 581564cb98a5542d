package io.tailwater.server.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of HTTP requests that do not end, or become much larger than they are, do not take the heap that others need. */
@Timeout(240)
class HostileBodiesIT {

    private static final String TOPIC = "bodies";
    private static final int MOST_BYTES = 8 << 20;
    private static final int SLOW_BODIES = 300;
    private static final int SLOW_BYTES = 150_000;
    private static final int BUS_SOCKETS = 10;

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.alone();

    private Bystander bystander;

    @BeforeEach
    void createTopic() throws IOException {
        bystander = Bystander.beside(BROKER);
        try (Admin admin = BROKER.clients().admin()) {
            if (!Topics.await(admin.listTopics().names()).contains(TOPIC)) {
                new Topics(admin).create(TOPIC, 1);
            }
        }
    }

    @AfterEach
    void othersAreServed() throws Exception {
        bystander.worksOn(20);
        bystander.close();
        assertThat(post("application/json", "{\"value\": 1}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"value\":1}", "[]"})
    void refusesBodiesOfMoreSmallValuesThanTheHeapHasRoomFor(String element) throws Exception {
        String values = "[" + (element + ",").repeat(MOST_BYTES / (element.length() + 1) - 20) + element + "]";

        assertThat(post("application/json", values).statusCode()).isEqualTo(413);
        assertThat(post("application/x-ndjson", "{\"value\":" + values + "}\n").statusCode())
                .isEqualTo(400);
    }

    @Test
    void takesAnyNumberOfLines() throws Exception {
        HttpResponse<String> produced = post("application/x-ndjson", "{\"value\":1}\n".repeat(100_000));

        assertThat(produced.statusCode()).as(produced.body()).isEqualTo(200);
        assertThat(produced.body()).contains("100000");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/topics/bodies/records, application/json",
        "/v1/topics/bodies/records, application/x-ndjson",
        "/v1/topics/bodies/records, text/plain",
        "/eventbus/000/session/xhr_send, text/plain"
    })
    void servesOthersBesideManyBodiesThatDoNotEnd(String path, String type) throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_BODIES; i++) {
                slow.add(begin(path, type));
                if (i % 50 == 0) {
                    bystander.worksOn(1);
                }
            }
            bystander.worksOn(50);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        while (post("application/json", "{\"value\": 1}").statusCode() != 200) {
            bystander.worksOn(5); // what they held is given back as soon as the broker knows
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 2_000_000})
    void messagesOfSmallValuesOnTheEventBusEndTheirSocketsAtMost(int messageBytes) throws Exception {
        String bomb = "{\"type\":\"send\",\"address\":\"tailwater.produce\",\"body\":{\"value\":["
                + "{},".repeat(messageBytes / 3) + "{}]}}";
        URI uri = URI.create("ws://" + BROKER.process().httpAddress() + "/eventbus/websocket");
        HttpClient client = HttpClient.newHttpClient();
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < BUS_SOCKETS; i++) {
            sockets.add(client.newWebSocketBuilder()
                    .buildAsync(uri, new WebSocket.Listener() {})
                    .get(1, TimeUnit.MINUTES));
        }
        for (int round = 0; round < 5; round++) {
            List<CompletableFuture<?>> sent = new ArrayList<>();
            for (WebSocket socket : sockets) {
                sent.add(socket.sendText(bomb, true).handle((done, ended) -> done));
            }
            for (CompletableFuture<?> one : sent) {
                one.get(1, TimeUnit.MINUTES);
            }
            bystander.worksOn(1);
        }
        sockets.forEach(WebSocket::abort);
    }

    private static Socket begin(String path, String type) throws IOException {
        String[] address = BROKER.process().httpAddress().split(":", -1);
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address[0], Integer.parseInt(address[1])));
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                + "\r\nContent-Length: 200000\r\n\r\n";
        try {
            socket.getOutputStream().write((head + "{\"value\":\"" + "a".repeat(SLOW_BYTES)).getBytes(US_ASCII));
        } catch (IOException refused) {
            // There was no room for it, and the broker did not want to read on.
        }
        return socket;
    }

    private static HttpResponse<String> post(String type, String body) throws Exception {
        URI uri = URI.create("http://" + BROKER.process().httpAddress() + "/v1/topics/" + TOPIC + "/records");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body, UTF_8))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}

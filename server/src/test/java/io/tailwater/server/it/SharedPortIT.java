package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A port of Kafka and HTTP clients, and those of its connections that are neither's yet. */
@Timeout(180)
class SharedPortIT {

    private static final int MOST_OF_A_LOOP = 5;
    private static final int SECONDS_TO_SPEAK = 10; // the broker's

    @TempDir
    Path directory;

    @Test
    void closesWhoHasBeenSilentForLongestWhenTheyAreTooManyAndServesWhoSpeaks() throws Exception {
        JsonObject conf = new JsonObject()
                .put("limits", new JsonObject().put("maxConnections", MOST_OF_A_LOOP))
                .put("listeners", new JsonObject().put("shared", new JsonObject().put("protocol", "any")));
        try (BrokerProcess broker =
                BrokerProcess.start(BrokerSetup.in(directory.resolve("data")).withConf(conf.encode()))) {
            Matcher address = Pattern.compile(" shared ([0-9.]+):([0-9]+)").matcher(broker.awaitLine("ready: "));
            assertThat(address.find()).isTrue();
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> closesTheFirstAndKeepsTheLast(address));
        }
    }

    /** @return false when it took so long that the broker may have closed them because they were silent for long enough */
    private static boolean closesTheFirstAndKeepsTheLast(Matcher address) throws IOException {
        List<Socket> silent = new ArrayList<>();
        long began = System.nanoTime();
        try {
            int connections = MOST_OF_A_LOOP * (Runtime.getRuntime().availableProcessors() + 1);
            for (int i = 0; i < connections; i++) {
                silent.add(new Socket(address.group(1), Integer.parseInt(address.group(2))));
            }

            try (RawConnection client = RawConnection.to(address.group(1) + ":" + address.group(2))) {
                ApiVersionsResponseData answer = client.exchange(
                        ApiKeys.API_VERSIONS,
                        3,
                        new ApiVersionsRequestData()
                                .setClientSoftwareName("test")
                                .setClientSoftwareVersion("1"),
                        ApiVersionsResponseData.class);
                assertThat(answer.errorCode()).isZero();
            }
            boolean closesTheFirst = !isOpen(silent.get(0), 5_000);
            boolean keepsTheLast = isOpen(silent.get(connections - 1), 1);
            if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(SECONDS_TO_SPEAK - 1)) {
                return false;
            }
            assertThat(closesTheFirst).as("closes the first").isTrue();
            assertThat(keepsTheLast).as("keeps the last").isTrue();
            return true;
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private static boolean isOpen(Socket socket, int millis) throws IOException {
        try {
            socket.setSoTimeout(millis);
            return socket.getInputStream().read() >= 0;
        } catch (java.net.SocketTimeoutException open) {
            return true;
        }
    }
}

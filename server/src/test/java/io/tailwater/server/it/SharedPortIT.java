package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A port of Kafka and HTTP clients, and those of its connections that are neither's yet. */
@Timeout(60)
class SharedPortIT {

    private static final int MOST_OF_A_LOOP = 5;

    @TempDir
    Path directory;

    @Test
    void closesWhoHasBeenSilentForLongestWhenTheyAreTooManyAndServesWhoSpeaks() throws Exception {
        JsonObject conf = new JsonObject()
                .put("limits", new JsonObject().put("maxConnections", MOST_OF_A_LOOP))
                .put("listeners", new JsonObject().put("shared", new JsonObject().put("protocol", "any")));
        List<Socket> silent = new ArrayList<>();
        try (BrokerProcess broker =
                BrokerProcess.start(BrokerSetup.in(directory.resolve("data")).withConf(conf.encode()))) {
            Matcher address = Pattern.compile(" shared ([0-9.]+):([0-9]+)").matcher(broker.awaitLine("ready: "));
            assertThat(address.find()).isTrue();
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
            silent.get(0).setSoTimeout(5_000); // they may be silent for ten
            assertThat(silent.get(0).getInputStream().read()).as("closed").isEqualTo(-1);
            silent.get(connections - 1).setSoTimeout(1);
            assertThat(isOpen(silent.get(connections - 1))).isTrue();
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private static boolean isOpen(Socket socket) throws java.io.IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (java.net.SocketTimeoutException open) {
            return true;
        }
    }
}

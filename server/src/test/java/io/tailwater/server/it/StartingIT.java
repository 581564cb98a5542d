package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** While a broker recovers its logs it says so on its HTTP port, and from then on somebody always answers. */
@Timeout(120)
class StartingIT {

    private static final int PARTITIONS = 1_000;

    @TempDir
    private Path scratch;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @Test
    void isNotReadyWhileLogsAreRecoveredAndSomebodyListensFromThenOn() throws Exception {
        BrokerSetup setup = BrokerSetup.in(scratch.resolve("data")).withHttpPort(FreePort.belowEphemeral());
        try (BrokerProcess broker = BrokerProcess.start(setup);
                Admin admin = new KafkaClients(broker.address()).admin()) {
            Topics.await(admin.createTopics(List.of(new NewTopic("wide", PARTITIONS, (short) 1)))
                    .all());
            broker.kill9();
        }

        List<String> answers = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.launch(setup)) {
            boolean answered = false;
            for (String answer = ""; !answer.startsWith("200"); ) {
                try {
                    answer = ask(setup.httpPort(), "/health/ready");
                    answered = true;
                    answers.add(answer);
                } catch (ConnectException e) {
                    assertThat(answered).as("refused after %s", answers).isFalse();
                    assertThat(broker.running()).as(broker.output()).isTrue();
                } catch (IOException e) {
                    // Accepted by the one that has just gone, without a request yet: clients try again.
                    assertThat(answered).as("%s", e).isTrue();
                }
            }
            broker.address();
        }

        assertThat(answers.get(0)).startsWith("503").contains("\"recovery\"", "\"fail\"");
        assertThat(answers.get(answers.size() - 1)).contains("\"pass\"");
    }

    private String ask(int port, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}

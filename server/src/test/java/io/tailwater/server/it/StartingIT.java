package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigLayer;
import io.tailwater.server.Tailwater;
import io.tailwater.server.TailwaterVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** While a broker opens its logs it says so wherever HTTP is spoken, and from then on somebody always answers. */
@Timeout(240)
class StartingIT {

    @TempDir
    private Path scratch;

    private final Vertx vertx = Vertx.vertx();
    private JsonObject conf;
    private HttpClient http;

    /** Where health is asked for: HTTP's own port, an encrypted one, one that Kafka clients share. */
    private List<String> addresses;

    @BeforeEach
    void configure() throws Exception {
        TestCertificates certificates = new TestCertificates(scratch.resolve("certificates"));
        http = HttpClient.newBuilder().sslContext(certificates.client(null)).build();
        JsonObject tls = certificates.listener("server", certificates.server(Duration.ofDays(100)));
        int plain = FreePort.belowEphemeral();
        int encrypted = FreePort.belowEphemeral();
        int shared = FreePort.belowEphemeral();
        JsonObject listeners = new JsonObject()
                .put("encrypted", listener("http", encrypted).put("tls", tls))
                .put("shared", listener("any", shared).put("tls", tls));
        conf = new JsonObject()
                .put("kafka", new JsonObject().put("port", 0))
                .put("http", new JsonObject().put("port", plain))
                .put("listeners", listeners)
                .put(
                        "storage",
                        new JsonObject()
                                .put("engine", FaultyEngine.NAME)
                                .put("directory", scratch.resolve("data").toString()));
        addresses =
                List.of("http://127.0.0.1:" + plain, "https://127.0.0.1:" + encrypted, "https://127.0.0.1:" + shared);
        FaultyEngine.opening = new CountDownLatch(1);
    }

    private static JsonObject listener(String protocol, int port) {
        return new JsonObject().put("protocol", protocol).put("port", port);
    }

    @AfterEach
    void close() throws Exception {
        FaultyEngine.opening.countDown();
        await(vertx.close());
    }

    @Test
    void saysThatItStartsOnEveryListenerAndSomebodyListensFromThenOn() throws Exception {
        CompletableFuture<Tailwater> starting = CompletableFuture.supplyAsync(
                () -> Tailwater.start(BrokerConfigReader.read(List.of(ConfigLayer.of("the test", conf))), vertx));

        assertSaysThatItStarts();
        starting.get(60, TimeUnit.SECONDS).close();
    }

    @Test
    void saysSoWhereTheVertxLauncherDeploysItToo() throws Exception {
        Future<String> starting =
                vertx.deployVerticle(new TailwaterVerticle(), new DeploymentOptions().setConfig(conf));

        assertSaysThatItStarts();
        await(vertx.undeploy(await(starting)));
    }

    private void assertSaysThatItStarts() throws Exception {
        for (String address : addresses) {
            String answer = "";
            while (answer.isEmpty()) {
                answer = ask(address, true);
            }
            assertThat(answer).as(address).startsWith("503").contains("\"recovery\"", "\"fail\"");
        }
        FaultyEngine.opening.countDown();
        for (String address : addresses) {
            String answer = "";
            while (!answer.startsWith("200")) {
                answer = ask(address, false);
                assertThat(answer)
                        .as(address)
                        .satisfiesAnyOf(
                                lost -> assertThat(lost).isEmpty(),
                                said -> assertThat(said).containsAnyOf("\"recovery\"", "\"pass\""));
            }
        }
    }

    /** Empty when nobody listens yet, or a connection went that had been accepted without a request: clients try again then. */
    private String ask(String address, boolean mayRefuse) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(address + "/health/ready"))
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (ConnectException e) {
            assertThat(mayRefuse).as("%s refuses after it answered", address).isTrue();
            return "";
        } catch (IOException e) {
            return "";
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}

package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SaslExtensions;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's Java client logs in with tokens of an issuer whose keys the broker has in a file. */
@Timeout(240)
class OAuthBearerIT {

    @TempDir
    static Path directory;

    private static TokenIssuer issuer;
    private static final Queue<String> GIVEN = new ConcurrentLinkedQueue<>();
    private static volatile Wanted wanted = new Wanted(TokenIssuer.AUDIENCE, 600);
    private static BrokerProcess broker;

    @BeforeAll
    static void start() throws Exception {
        issuer = new TokenIssuer(directory.resolve("jwks.json"));
        JsonObject conf = new JsonObject()
                .put("kafka", new JsonObject().put("authentication", "OAUTHBEARER"))
                .put("http", new JsonObject().put("authentication", "BEARER"))
                .put("security", new JsonObject().put("authentication", issuer.authentication()));
        broker = BrokerProcess.start(BrokerSetup.in(directory.resolve("data")).withConf(conf.encode()));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void whoHasATokenOfTheIssuerIsLetIn() throws Exception {
        wanted = new Wanted(TokenIssuer.AUDIENCE, 600);
        try (Admin admin = Admin.create(login())) {
            assertThat(Topics.await(admin.describeCluster().clusterId())).hasSize(22);
        }
        broker.awaitLine("User:carol");
    }

    @Test
    void aTokenForSomebodyElseIsRefused() throws Exception {
        GIVEN.clear();
        wanted = new Wanted("somebody-else", 600);
        try (Admin admin = Admin.create(login())) {
            assertThat(Topics.refusal(admin.describeCluster().clusterId()))
                    .isInstanceOf(SaslAuthenticationException.class);
        }
        assertThat(GIVEN).isNotEmpty();
        assertThat(broker.output()).doesNotContain(GIVEN);
    }

    @Test
    void clientsGetANewTokenBeforeTheOldOneEndsAndStayConnected() throws Exception {
        int seconds = 8;
        while (!stayConnected(seconds)) {
            seconds *= 2; // On a machine that stands still for seconds the client itself may be late.
            assertThat(seconds).isLessThan(100);
        }
    }

    private static boolean stayConnected(int seconds) throws Exception {
        wanted = new Wanted(TokenIssuer.AUDIENCE, seconds);
        Map<String, Object> login = login();
        login.put("sasl.login.refresh.min.period.seconds", "1");
        login.put("sasl.login.refresh.buffer.seconds", "1");
        login.put("sasl.login.refresh.window.factor", "0.5");
        int endedBefore = said("after its session ended");
        try (Admin admin = Admin.create(login)) {
            long end = System.nanoTime() + 60_000_000_000L;
            Topics.await(admin.describeCluster().clusterId());
            int before = logins();
            wanted = new Wanted(TokenIssuer.AUDIENCE, 600);
            while (logins() < before + 1 && System.nanoTime() < end) {
                Topics.await(admin.describeCluster().clusterId());
                broker.runFor(50);
            }
            assertThat(logins()).isGreaterThan(before);
        } catch (AssertionError refused) {
            if (refused.getCause() instanceof SaslAuthenticationException) {
                return false;
            }
            throw refused;
        }
        return said("after its session ended") == endedBefore;
    }

    @Test
    void ownCommandsLogInWithATokenInAFile() throws Exception {
        Path file =
                Files.writeString(directory.resolve("token"), issuer.token("carol", TokenIssuer.AUDIENCE, 600) + "\n");
        CommandRun made =
                CommandRun.of("topics", "create", "by-token", "--bootstrap", broker.address(), "--token-file", file);
        assertThat(made.exitCode()).as(made.output()).isZero();
        assertThat(tail("--token-file", file).exitCode()).isZero();

        CommandRun without = tail();
        assertThat(without.exitCode()).isNotZero();
        assertThat(without.output()).contains("say who you are", "--token-file");
        CommandRun inTheClear =
                CommandRun.of("topics", "list", "--bootstrap", "broker.invalid:9092", "--token-file", file);
        assertThat(inTheClear.exitCode()).isEqualTo(2);
        assertThat(inTheClear.output()).contains("would go to broker.invalid:9092 as it is");
        CommandRun absent = tail("--token-file", directory.resolve("absent"));
        assertThat(absent.exitCode()).isEqualTo(2);
        assertThat(absent.output()).contains("absent, does not exist.");
    }

    private static CommandRun tail(Object... more) throws Exception {
        List<Object> line = new ArrayList<>(List.of("tail", "by-token", "--from", "earliest", "--exit"));
        line.addAll(List.of("--bootstrap", broker.address(), "--http", broker.httpAddress()));
        line.addAll(List.of(more));
        return CommandRun.of(line.toArray());
    }

    private static int logins() {
        return said("authentication.success");
    }

    private static int said(String fragment) {
        return broker.output().split(fragment, -1).length;
    }

    /** A token such as clients get from now on. */
    private static Minted mint() throws JoseException {
        Wanted now = wanted;
        long began = System.currentTimeMillis();
        long ends = (began / 1_000 + now.seconds()) * 1_000;
        Minted minted = new Minted(issuer.token("carol", now.audience(), now.seconds()), ends, began);
        GIVEN.add(minted.value());
        return minted;
    }

    private static Map<String, Object> login() {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                broker.address(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "OAUTHBEARER",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
                "sasl.login.callback.handler.class",
                MintedTokens.class.getName()));
    }

    /** What clients ask the issuer for. */
    private record Wanted(String audience, int seconds) {}

    /** What a client sends. */
    private record Minted(String value, long lifetimeMs, long began) implements OAuthBearerToken {

        @Override
        public Set<String> scope() {
            return Set.of();
        }

        @Override
        public String principalName() {
            return "carol";
        }

        @Override
        public Long startTimeMs() {
            return began;
        }
    }

    /** Where a client gets its tokens. */
    public static final class MintedTokens implements AuthenticateCallbackHandler {

        @Override
        public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {}

        @Override
        public void handle(Callback[] callbacks) throws IOException {
            for (Callback callback : callbacks) {
                if (callback instanceof OAuthBearerTokenCallback asked) {
                    answer(asked);
                } else if (callback instanceof SaslExtensionsCallback asked) {
                    asked.extensions(SaslExtensions.empty());
                }
            }
        }

        /** With another one each time: who lets go of the last would otherwise lose the next with it. */
        private static void answer(OAuthBearerTokenCallback callback) throws IOException {
            try {
                callback.token(mint());
            } catch (JoseException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {}
    }
}

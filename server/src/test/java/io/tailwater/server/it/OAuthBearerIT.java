package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SaslExtensions;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's Java client logs in with tokens of an issuer whose keys the broker has in a file. */
@Timeout(120)
class OAuthBearerIT {

    @TempDir
    static Path directory;

    private static RsaJsonWebKey key;
    private static volatile Minted minted;
    private static BrokerProcess broker;

    @BeforeAll
    static void start() throws Exception {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("first");
        Path jwks = Files.writeString(
                directory.resolve("jwks.json"), new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY));
        broker = BrokerProcess.start(BrokerSetup.in(directory.resolve("data")).withConf("""
                {
                  "kafka": {"authentication": ["OAUTHBEARER"]},
                  "security": {"authentication": {
                    "authenticators": ["jwt"],
                    "settings": {"jwt.jwks": "%s", "jwt.issuer": "https://issuer.example", "jwt.audience": "tailwater",
                      "jwt.clock.skew.seconds": "0"}
                  }}
                }""".formatted(jwks)));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void whoHasATokenOfTheIssuerIsLetIn() throws Exception {
        mint("tailwater", 600);
        try (Admin admin = Admin.create(login())) {
            assertThat(Topics.await(admin.describeCluster().clusterId())).hasSize(22);
        }
        broker.awaitLine("User:carol");
    }

    @Test
    void aTokenForSomebodyElseIsRefused() throws Exception {
        String other = mint("somebody-else", 600);
        try (Admin admin = Admin.create(login())) {
            assertThat(Topics.refusal(admin.describeCluster().clusterId()))
                    .isInstanceOf(SaslAuthenticationException.class);
        }
        assertThat(broker.output()).doesNotContain(other);
    }

    @Test
    void clientsGetANewTokenBeforeTheOldOneEndsAndStayConnected() throws Exception {
        mint("tailwater", 8);
        Map<String, Object> login = login();
        login.put("sasl.login.refresh.min.period.seconds", "1");
        login.put("sasl.login.refresh.buffer.seconds", "1");
        login.put("sasl.login.refresh.window.factor", "0.5");
        try (Admin admin = Admin.create(login)) {
            long end = System.nanoTime() + 60_000_000_000L;
            Topics.await(admin.describeCluster().clusterId());
            int before = logins();
            mint("tailwater", 600);
            while (logins() < before + 1 && System.nanoTime() < end) {
                Topics.await(admin.describeCluster().clusterId());
                broker.runFor(50);
            }
            assertThat(logins()).isGreaterThan(before);
        }
        assertThat(broker.output()).doesNotContain("after its session ended");
    }

    private static int logins() {
        return broker.output().split("authentication.success", -1).length;
    }

    private static String mint(String audience, int seconds) throws Exception {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("https://issuer.example");
        claims.setAudience(audience);
        claims.setSubject("carol");
        claims.setIssuedAtToNow();
        NumericDate expiration = NumericDate.now();
        expiration.addSeconds(seconds);
        claims.setExpirationTime(expiration);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue("first");
        signature.setAlgorithmHeaderValue("RS256");
        String token = signature.getCompactSerialization();
        minted = new Minted(token, expiration.getValueInMillis(), System.currentTimeMillis());
        return token;
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
        public void handle(Callback[] callbacks) {
            for (Callback callback : callbacks) {
                if (callback instanceof OAuthBearerTokenCallback wanted) {
                    wanted.token(minted);
                } else if (callback instanceof SaslExtensionsCallback wanted) {
                    wanted.extensions(SaslExtensions.empty());
                }
            }
        }

        @Override
        public void close() {}
    }
}

package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
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

/** Kafka's Java client logs in with tokens from a file, as a sidecar would leave them there. */
@Timeout(120)
class OAuthBearerIT {

    private static final String ALLOWED_FILES = "org.apache.kafka.sasl.oauthbearer.allowed.files";
    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    @TempDir
    static Path directory;

    private static RsaJsonWebKey key;
    private static Path token;
    private static BrokerProcess broker;

    @BeforeAll
    static void start() throws Exception {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("first");
        Path jwks = Files.writeString(
                directory.resolve("jwks.json"), new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY));
        token = directory.resolve("token");
        System.setProperty(ALLOWED_FILES, token.toString());
        System.setProperty(ALLOWED_URLS, token.toUri().toString());
        broker = BrokerProcess.start(BrokerSetup.in(directory.resolve("data")).withConf("""
                {
                  "kafka": {"authentication": ["OAUTHBEARER"]},
                  "security": {"authentication": {
                    "authenticators": ["jwt"],
                    "settings": {"jwt.jwks": "%s", "jwt.issuer": "https://issuer.example", "jwt.audience": "tailwater"}
                  }}
                }""".formatted(jwks)));
    }

    @AfterAll
    static void stop() {
        broker.close();
        System.clearProperty(ALLOWED_FILES);
        System.clearProperty(ALLOWED_URLS);
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
        String minted = signature.getCompactSerialization();
        Path next = Files.writeString(directory.resolve("token.next"), minted);
        Files.move(next, token, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
                "sasl.oauthbearer.token.endpoint.url",
                token.toUri().toString()));
    }
}

package io.tailwater.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tailwater.spi.security.Authentication;
import io.tailwater.spi.security.Authenticator;
import io.tailwater.spi.security.Credentials;
import io.tailwater.spi.security.Principal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAuthenticatorTest {

    private static final String ISSUER = "https://issuer.example";

    private static PublicJsonWebKey rsa;
    private static PublicJsonWebKey curve;
    private static PublicJsonWebKey strangers;

    @TempDir
    Path directory;

    private Path jwks;
    private Authenticator authenticator;

    @BeforeAll
    static void makeKeys() throws Exception {
        rsa = named(RsaJwkGenerator.generateJwk(2048), "rsa-1");
        curve = named(EcJwkGenerator.generateJwk(EllipticCurves.P256), "ec-1");
        strangers = named(RsaJwkGenerator.generateJwk(2048), "rsa-1");
    }

    @BeforeEach
    void open() throws Exception {
        jwks = Files.writeString(directory.resolve("jwks.json"), publicKeys(rsa, curve));
        authenticator = new JwtAuthenticatorProvider().open(settings());
    }

    @AfterEach
    void close() {
        authenticator.close();
    }

    @Test
    void aTokenOfTheIssuerSaysWhoItIsAndUntilWhen() throws Exception {
        JwtClaims claims = claims();

        for (String token :
                List.of(signed(claims, rsa, "RS256"), signed(claims, rsa, "PS512"), signed(claims, curve, "ES256"))) {
            assertThat(check(token))
                    .isEqualTo(new Authentication.Accepted(
                            Principal.user("alice"), claims.getExpirationTime().getValueInMillis() + 30_000));
        }
    }

    @Test
    void aTokenWithoutSignatureIsRefused() throws Exception {
        JsonWebSignature unsigned = new JsonWebSignature();
        unsigned.setPayload(claims().toJson());
        unsigned.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        unsigned.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);

        assertRefused(unsigned.getCompactSerialization());
        assertRefused(base64("{\"alg\":\"none\"}") + "." + base64(claims().toJson()) + ".");
        assertRefused(base64("{\"alg\":\"None\",\"kid\":\"rsa-1\"}") + "." + base64(claims().toJson()) + ".");
    }

    @Test
    void aTokenSignedWithThePublicKeyAsSharedSecretIsRefused() throws Exception {
        JsonWebSignature forged = new JsonWebSignature();
        forged.setPayload(claims().toJson());
        forged.setKeyIdHeaderValue("rsa-1");
        forged.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        forged.setKey(new HmacKey(rsa.getPublicKey().getEncoded()));

        assertRefused(forged.getCompactSerialization());
    }

    @Test
    void aTokenOfAnotherKeyIsRefusedWhateverItCallsItself() throws Exception {
        assertThat(refusal(signed(claims(), strangers, "RS256"))).contains("none of the issuer's keys");
    }

    @Test
    void aTokenThatBringsItsOwnKeyIsRefused() throws Exception {
        JsonWebSignature forged = new JsonWebSignature();
        forged.setPayload(claims().toJson());
        forged.setAlgorithmHeaderValue("RS256");
        forged.setJwkHeader(org.jose4j.jwk.PublicJsonWebKey.Factory.newPublicJwk(strangers.getPublicKey()));
        forged.setKey(strangers.getPrivateKey());

        assertRefused(forged.getCompactSerialization());
    }

    @Test
    void aTokenWhoseClaimsWereChangedIsRefused() throws Exception {
        String[] parts = signed(claims(), rsa, "RS256").split("\\.", -1);
        JwtClaims others = claims();
        others.setSubject("root");

        assertRefused(parts[0] + "." + base64(others.toJson()) + "." + parts[2]);
    }

    @Test
    void aTokenForAnotherAudienceOrOfAnotherIssuerIsRefused() throws Exception {
        JwtClaims audience = claims();
        audience.setAudience("somebody-else");
        JwtClaims noAudience = claims();
        noAudience.unsetClaim("aud");
        JwtClaims issuer = claims();
        issuer.setIssuer("https://issuer.example.evil");
        JwtClaims noIssuer = claims();
        noIssuer.unsetClaim("iss");

        assertThat(refusal(signed(audience, rsa, "RS256"))).isEqualTo("a token for another audience");
        assertThat(refusal(signed(noAudience, rsa, "RS256"))).isEqualTo("a token without audience");
        assertThat(refusal(signed(issuer, rsa, "RS256"))).isEqualTo("a token of another issuer");
        assertThat(refusal(signed(noIssuer, rsa, "RS256"))).isEqualTo("a token without issuer");
    }

    @Test
    void anExpiredTokenIsRefusedWithWhatTheClocksMayDiffer() throws Exception {
        assertThat(refusal(signed(expiring(-60), rsa, "RS256"))).isEqualTo("an expired token");
        Map<String, String> lenient = settings();
        lenient.put("clock.skew.seconds", "600");
        try (Authenticator tolerant = new JwtAuthenticatorProvider().open(lenient)) {
            assertThat(check(tolerant, signed(expiring(-60), rsa, "RS256")))
                    .isInstanceOf(Authentication.Accepted.class);
            assertThat(check(tolerant, signed(expiring(-660), rsa, "RS256")))
                    .isInstanceOf(Authentication.Refused.class);
        }
        JwtClaims forEver = claims();
        forEver.unsetClaim("exp");
        assertThat(refusal(signed(forEver, rsa, "RS256"))).isEqualTo("a token without expiration");
        JwtClaims tomorrow = claims();
        tomorrow.setNotBeforeMinutesInThePast(-5);
        assertThat(refusal(signed(tomorrow, rsa, "RS256"))).isEqualTo("a token that is not valid yet");
    }

    @Test
    void aTokenThatNamesNobodyIsRefused() throws Exception {
        for (Object name : new Object[] {null, "", "n".repeat(256), List.of("alice"), 7}) {
            JwtClaims claims = claims();
            claims.setClaim("sub", name);
            assertRefused(signed(claims, rsa, "RS256"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "a.b.c.d.e", "{}", "\u0000", "e30.e30.e30"})
    void whatIsNoTokenIsRefused(String token) throws Exception {
        assertRefused(token);
    }

    @Test
    void aTokenThatIsTooLongIsRefused() throws Exception {
        JwtClaims claims = claims();
        claims.setClaim("padding", "x".repeat(40_000));

        assertThat(refusal(signed(claims, rsa, "RS256"))).contains("more than");
    }

    @Test
    void whyItIsRefusedDoesNotSayWhatIsInIt() throws Exception {
        JwtClaims claims = expiring(-600);
        claims.setClaim("secret", "s3cr3t");

        assertThat(refusal(signed(claims, rsa, "RS256"))).doesNotContain("s3cr3t", "alice");
    }

    @Test
    void aNewKeyInTheFileCountsOnceATokenNeedsIt() throws Exception {
        PublicJsonWebKey next = named(RsaJwkGenerator.generateJwk(2048), "rsa-2");
        assertRefused(signed(claims(), next, "RS256"));

        Files.writeString(jwks, publicKeys(next));
        Files.setLastModifiedTime(jwks, FileTime.from(Instant.now().plusSeconds(5)));

        assertThat(check(signed(claims(), next, "RS256"))).isInstanceOf(Authentication.Accepted.class);
        assertRefused(signed(claims(), rsa, "RS256"));
    }

    @Test
    void aFileThatWasSpoiltLeavesTheKeysThatWereRead() throws Exception {
        Files.writeString(jwks, "{");
        Files.setLastModifiedTime(jwks, FileTime.from(Instant.now().plusSeconds(5)));
        assertRefused(signed(claims(), strangers, "RS256"));

        assertThat(check(signed(claims(), rsa, "RS256"))).isInstanceOf(Authentication.Accepted.class);
    }

    @Test
    void keysAreFetched() throws Exception {
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountDownLatch fetched = new CountDownLatch(1);
        byte[] keys = publicKeys(rsa).getBytes(StandardCharsets.UTF_8);
        issuer.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
            fetched.countDown();
        });
        issuer.start();
        Map<String, String> settings = settings();
        settings.put("jwks", "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys");
        JwtSettings read = JwtSettings.read(settings);
        // With more time than the issuer has elsewhere, which is asked again no sooner than ten seconds later.
        KeySource source = new FetchedKeys(URI.create(read.jwks()), read.refreshInterval(), Duration.ofMinutes(1));
        try (Authenticator fetching = new JwtAuthenticator(new TokenCheck(read), source)) {
            assertThat(fetched.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(check(fetching, signed(claims(), rsa, "RS256"))).isInstanceOf(Authentication.Accepted.class);
            assertThat(check(fetching, signed(claims(), strangers, "RS256")))
                    .isInstanceOf(Authentication.Refused.class);
        } finally {
            issuer.stop(0);
        }
    }

    @Test
    void withoutKeysNobodyIsRefusedButAskedToTryAgain() throws Exception {
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                body.write(new byte[KeySet.MOST_BYTES + 1]); // more than anybody should send
            }
        });
        issuer.start();
        Map<String, String> settings = settings();
        settings.put("jwks", "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys");
        try (Authenticator fetching = new JwtAuthenticatorProvider().open(settings)) {
            assertThatThrownBy(() -> check(fetching, signed(claims(), rsa, "RS256")))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("no keys");
        } finally {
            issuer.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jwks=",
                "issuer=",
                "audience=",
                "jwks=/nowhere/jwks.json",
                "jwks=http://issuer.example/keys",
                "jwks=http:///keys",
                "jwks=https://no host/keys",
                "algorithms=HS256",
                "algorithms=none",
                "clock.skew.seconds=-1",
                "refresh.seconds=1",
                "isuer=x"
            })
    void wrongSettingsAreRefusedInOneSentence(String setting) {
        Map<String, String> settings = settings();
        settings.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));

        assertThatThrownBy(() -> new JwtAuthenticatorProvider().open(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(".")
                .hasMessageContaining("jwt");
    }

    private Map<String, String> settings() {
        return new HashMap<>(Map.of("jwks", jwks.toString(), "issuer", ISSUER, "audience", "tailwater, kafka"));
    }

    private Authentication check(String token) throws Exception {
        return check(authenticator, token);
    }

    private static Authentication check(Authenticator authenticator, String token) throws Exception {
        return authenticator
                .authenticate(new Credentials.BearerToken(token))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private void assertRefused(String token) throws Exception {
        assertThat(check(token)).isInstanceOf(Authentication.Refused.class);
    }

    private String refusal(String token) throws Exception {
        return ((Authentication.Refused) check(token)).reason();
    }

    private static JwtClaims claims() {
        return expiring(600);
    }

    private static JwtClaims expiring(int seconds) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience("kafka");
        claims.setSubject("alice");
        NumericDate expiration = NumericDate.now();
        expiration.addSeconds(seconds);
        claims.setExpirationTime(expiration);
        return claims;
    }

    private static String signed(JwtClaims claims, PublicJsonWebKey key, String algorithm) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(algorithm);
        return signature.getCompactSerialization();
    }

    private static PublicJsonWebKey named(PublicJsonWebKey key, String id) {
        key.setKeyId(id);
        return key;
    }

    private static String publicKeys(PublicJsonWebKey... keys) {
        return new JsonWebKeySet(keys).toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}

package io.tailwater.server.it;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Somebody who gives tokens, and whose public key is in a file. Thread-safe. */
final class TokenIssuer {

    /** Whom a broker of {@link #authentication()} takes tokens for. */
    static final String AUDIENCE = "tailwater";

    private static final String NAME = "https://issuer.example";

    private final RsaJsonWebKey key;
    private final Path keys;

    /** @param keys the file that is written */
    TokenIssuer(Path keys) throws JoseException, IOException {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("first");
        this.keys = Files.writeString(keys, new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY));
    }

    /** What makes a broker take this issuer's tokens, and none that has expired. */
    JsonObject authentication() {
        JsonObject settings = new JsonObject()
                .put("jwt.jwks", keys.toString())
                .put("jwt.issuer", NAME)
                .put("jwt.audience", AUDIENCE)
                .put("jwt.clock.skew.seconds", "0");
        return new JsonObject().put("authenticators", "jwt").put("settings", settings);
    }

    /** @param seconds how long it counts from now; negative when it does no more */
    String token(String subject, String audience, int seconds) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(NAME);
        claims.setAudience(audience);
        claims.setSubject(subject);
        claims.setIssuedAtToNow();
        claims.setGeneratedJwtId();
        NumericDate expiration = NumericDate.now();
        expiration.addSeconds(seconds);
        claims.setExpirationTime(expiration);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue("first");
        signature.setAlgorithmHeaderValue("RS256");
        return signature.getCompactSerialization();
    }
}

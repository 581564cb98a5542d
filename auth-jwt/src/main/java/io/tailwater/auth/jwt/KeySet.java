package io.tailwater.auth.jwt;

import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Reads a JSON Web Key Set (RFC 7517). Stateless. */
final class KeySet {

    /** Far more than any issuer has. */
    static final int MOST_BYTES = 256 << 10;

    private KeySet() {}

    /**
     * The public keys; others are passed over.
     *
     * @throws IllegalArgumentException when it is no such set, or has no public key
     */
    static List<JsonWebKey> parse(String json) {
        try {
            List<JsonWebKey> keys = new JsonWebKeySet(json)
                    .getJsonWebKeys().stream()
                            .filter(PublicJsonWebKey.class::isInstance)
                            .toList();
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("it has no public key");
            }
            return keys;
        } catch (JoseException e) {
            throw new IllegalArgumentException("it is no JSON Web Key Set", e);
        }
    }
}

package io.tailwater.auth.jwt;

import io.tailwater.spi.security.Authentication;
import io.tailwater.spi.security.Principal;
import java.util.List;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/** Whether a token counts: its signature by one of the keys, and what it says. Immutable. */
final class TokenCheck {

    /** In characters; far more than tokens have. */
    private static final int LONGEST_TOKEN = 32 << 10;

    private static final int LONGEST_NAME = 255;

    /** Never with parts of the token, which the library's own messages have. */
    private static final Map<Integer, String> REASONS = Map.of(
            ErrorCodes.EXPIRED, "an expired token",
            ErrorCodes.NOT_YET_VALID, "a token that is not valid yet",
            ErrorCodes.ISSUER_INVALID, "a token of another issuer",
            ErrorCodes.ISSUER_MISSING, "a token without issuer",
            ErrorCodes.AUDIENCE_INVALID, "a token for another audience",
            ErrorCodes.AUDIENCE_MISSING, "a token without audience",
            ErrorCodes.EXPIRATION_MISSING, "a token without expiration",
            ErrorCodes.SIGNATURE_MISSING, "a token without signature");

    private final JwtSettings settings;
    private final AlgorithmConstraints algorithms;

    TokenCheck(JwtSettings settings) {
        this.settings = settings;
        this.algorithms = new AlgorithmConstraints(
                ConstraintType.PERMIT, settings.algorithms().toArray(String[]::new));
    }

    /**
     * What a token says by these keys. Takes up to a millisecond.
     *
     * @throws UnknownKeyException when it may be signed by a key that is not among them
     */
    Authentication check(String token, List<JsonWebKey> keys) {
        if (token.length() > LONGEST_TOKEN) {
            return new Authentication.Refused("a token of more than " + LONGEST_TOKEN + " characters");
        }
        try {
            return accepted(consumer(keys).processToClaims(token));
        } catch (InvalidJwtException e) {
            if (e.getCause() instanceof UnresolvableKeyException || e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
                throw new UnknownKeyException();
            }
            return new Authentication.Refused(reason(e));
        } catch (MalformedClaimException e) {
            return new Authentication.Refused("a token with a claim of the wrong kind");
        }
    }

    private JwtConsumer consumer(List<JsonWebKey> keys) {
        JwksVerificationKeyResolver resolver = new JwksVerificationKeyResolver(keys);
        resolver.setDisambiguateWithVerifySignature(true);
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(algorithms)
                .setVerificationKeyResolver(resolver)
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds((int) settings.clockSkew().toSeconds())
                .setExpectedIssuer(settings.issuer())
                .setExpectedAudience(settings.audience().toArray(String[]::new))
                .build();
    }

    private Authentication accepted(JwtClaims claims) throws MalformedClaimException {
        String name = claims.getStringClaimValue(settings.principalClaim());
        if (name == null || name.isEmpty() || name.length() > LONGEST_NAME) {
            return new Authentication.Refused("a token that says in " + settings.principalClaim() + " nobody's name");
        }
        long expiresAt = claims.getExpirationTime().getValueInMillis()
                + settings.clockSkew().toMillis();
        return new Authentication.Accepted(Principal.user(name), expiresAt);
    }

    private static String reason(InvalidJwtException e) {
        for (Map.Entry<Integer, String> reason : REASONS.entrySet()) {
            if (e.hasErrorCode(reason.getKey())) {
                return reason.getValue();
            }
        }
        return "a token that cannot be read, or is signed in a way that does not count";
    }
}

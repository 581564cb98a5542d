package io.tailwater.tcp.sasl;

import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.authentication.Authentications;
import io.tailwater.core.security.authentication.SaslExchange;
import io.tailwater.core.security.authentication.SaslStep;
import io.tailwater.spi.security.Authentication;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the client of a connection on which it has to log in. Owned by its connection, on one event loop.
 *
 * <pre>
 *   nobody ── handshake ──► asked ── messages, the last of them right ──► somebody ── handshake ──► asked again (KIP-368)
 * </pre>
 *
 * <p>Whatever goes wrong ends the connection, after an answer. Somebody who is asked again stays who they are meanwhile, and may
 * not become anybody else.
 */
public final class SaslSession {

    /** A message of SASL, at most: tokens are the longest of them. */
    private static final int MOST_MESSAGE_BYTES = 64 << 10;

    private final Authentications authentications;
    private final List<String> mechanisms;
    private final long maxSessionMillis;
    private final InstantSource clock;
    private final String clientHost;
    private final Predicate<ClientSession> admitted;

    private @Nullable SaslExchange exchange;
    private @Nullable ClientSession session;
    private String mechanism = "";
    private boolean bare;
    private boolean busy;

    /**
     * @param mechanisms of which the client has to use one
     * @param maxSessionMillis how long a login holds at most; 0 for ever
     * @param admitted asked when the client has logged in for the first time whether its user may have one more connection
     */
    public SaslSession(
            Authentications authentications,
            List<String> mechanisms,
            long maxSessionMillis,
            InstantSource clock,
            String clientHost,
            Predicate<ClientSession> admitted) {
        this.authentications = authentications;
        this.mechanisms = mechanisms;
        this.maxSessionMillis = maxSessionMillis;
        this.clock = clock;
        this.clientHost = clientHost;
        this.admitted = admitted;
    }

    /** Mechanisms the client may use, by preference. */
    public List<String> mechanisms() {
        return mechanisms;
    }

    /** Who the client is, as it has proved; null before. */
    public @Nullable ClientSession session() {
        return session;
    }

    /** Whether it is being found out who the client is: what it sends meanwhile has to wait. */
    public boolean busy() {
        return busy;
    }

    /** Why a request is not taken now, or null when it is. */
    public @Nullable String refusal(short apiKey) {
        if (apiKey == ApiKeys.API_VERSIONS.id
                || apiKey == ApiKeys.SASL_HANDSHAKE.id
                || apiKey == ApiKeys.SASL_AUTHENTICATE.id) {
            return null;
        }
        ClientSession known = session;
        if (known == null) {
            return "a request before authentication";
        }
        return known.isOver(clock) ? "a request after its session ended" : null;
    }

    /** Whether what comes next is a message of the mechanism without a header. */
    public boolean expectsBareMessage() {
        return bare && exchange != null;
    }

    /**
     * The client chooses a mechanism.
     *
     * @param withoutHeaders whether its messages come without headers
     */
    public SaslAnswer handshake(String chosen, boolean withoutHeaders) {
        if (exchange != null) {
            return SaslAnswer.refused(Errors.ILLEGAL_SASL_STATE, "");
        }
        if (session != null && !chosen.equals(mechanism)) {
            return SaslAnswer.refused(Errors.ILLEGAL_SASL_STATE, "");
        }
        SaslExchange begun = mechanisms.contains(chosen) ? authentications.sasl(chosen, clientHost) : null;
        if (begun == null) {
            return SaslAnswer.refused(Errors.UNSUPPORTED_SASL_MECHANISM, "");
        }
        mechanism = chosen;
        bare = withoutHeaders;
        exchange = begun;
        return SaslAnswer.of(Buffer.buffer(), 0);
    }

    /** The client sends a message of its mechanism. */
    public Future<SaslAnswer> next(byte[] message) {
        SaslExchange current = exchange;
        if (current == null || busy) {
            return Future.succeededFuture(SaslAnswer.refused(
                    Errors.ILLEGAL_SASL_STATE,
                    "A SaslHandshake comes before SaslAuthenticate, and each waits its turn."));
        }
        if (message.length > MOST_MESSAGE_BYTES) {
            return Future.succeededFuture(refused());
        }
        busy = true;
        return current.next(message).map(this::answer).onComplete(answered -> busy = false);
    }

    private SaslAnswer answer(SaslStep step) {
        if (step instanceof SaslStep.Challenge challenge) {
            return SaslAnswer.of(challenge.message(), 0);
        }
        SaslStep.Ended ended = (SaslStep.Ended) step;
        exchange = null;
        if (!(ended.checked().outcome() instanceof Authentication.Accepted accepted)) {
            return refused();
        }
        ClientSession before = session;
        if (before != null && !before.principal().equals(accepted.principal())) {
            return SaslAnswer.refused(
                    Errors.SASL_AUTHENTICATION_FAILED, "A connection cannot become somebody else's: open another.");
        }
        long now = clock.millis();
        long longest = maxSessionMillis == 0 ? Long.MAX_VALUE : now + maxSessionMillis;
        long expiresAt = Math.min(longest, accepted.expiresAtMillis());
        ClientSession proved = new ClientSession(
                accepted.principal(), clientHost, expiresAt, ended.checked().hold());
        if (before == null && !admitted.test(proved)) {
            return SaslAnswer.refused(
                    Errors.SASL_AUTHENTICATION_FAILED,
                    "This user has as many connections as limits.maxConnectionsPerUser allows: close some.");
        }
        session = proved;
        // 0 would mean for ever.
        long lifetime = expiresAt == Long.MAX_VALUE ? 0 : Math.max(1, expiresAt - now);
        return SaslAnswer.of(ended.message(), lifetime);
    }

    private SaslAnswer refused() {
        return SaslAnswer.refused(
                Errors.SASL_AUTHENTICATION_FAILED,
                "Authentication failed: these are no valid credentials for " + mechanism + ".");
    }
}

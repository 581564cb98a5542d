package io.tailwater.core.security.authentication;

import io.tailwater.core.security.authentication.ScramMessages.ClientFinal;
import io.tailwater.core.security.authentication.ScramMessages.ClientFirst;
import io.tailwater.core.security.user.KnownCredential;
import io.tailwater.core.security.user.ScramCredential;
import io.tailwater.core.security.user.ScramMechanism;
import io.tailwater.core.security.user.StoredUsers;
import io.tailwater.spi.security.Authentication;
import io.tailwater.spi.security.Principal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM, the server's side (RFC 5802): the client proves that it knows the password, and is shown that we know it, without
 * either saying it. A user that does not exist is asked the same questions. Owned by its connection.
 */
final class ScramExchange implements SaslExchange {

    private static final int NONCE_BYTES = 24;

    private final ScramMechanism mechanism;
    private final StoredUsers users;
    private final SecureRandom random;
    private final GuardedAuthentications authentications;
    private final String clientHost;
    private @Nullable Asked asked;

    /** What the client was asked to prove. */
    private record Asked(ClientFirst first, String nonce, String challenge, KnownCredential known) {}

    ScramExchange(
            ScramMechanism mechanism,
            StoredUsers users,
            SecureRandom random,
            GuardedAuthentications authentications,
            String clientHost) {
        this.mechanism = mechanism;
        this.users = users;
        this.random = random;
        this.authentications = authentications;
        this.clientHost = clientHost;
    }

    @Override
    public Future<SaslStep> next(byte[] message) {
        Asked before = asked;
        if (before == null) {
            return begin(message);
        }
        return authentications
                .attempt(attempt(before.first().user()), () -> Future.succeededFuture(end(before, message)))
                .map(ended -> ended);
    }

    private Future<SaslStep> begin(byte[] message) {
        ClientFirst first = ScramMessages.first(message);
        if (first == null) {
            return authentications.refuse(attempt(null), "a first SCRAM message that cannot be read");
        }
        byte[] ours = new byte[NONCE_BYTES];
        random.nextBytes(ours);
        String nonce = first.nonce() + Base64.getEncoder().withoutPadding().encodeToString(ours);
        KnownCredential known = users.credential(first.user(), mechanism);
        ScramCredential credential = known.credential();
        String challenge = "r=" + nonce + ",s=" + base64(credential.salt()) + ",i=" + credential.iterations();
        asked = new Asked(first, nonce, challenge, known);
        return Future.succeededFuture(new SaslStep.Challenge(Buffer.buffer(challenge)));
    }

    private Attempt attempt(@Nullable String user) {
        return new Attempt(mechanism.saslName(), user, clientHost);
    }

    private SaslStep.Ended end(Asked before, byte[] message) {
        ClientFinal last = ScramMessages.last(message);
        // librdkafka before 2.6.1 puts its own nonce before it once more; what counts is that ours is signed.
        if (last == null
                || !last.header().equals(before.first().header())
                || !last.nonce().endsWith(before.nonce())) {
            return SaslStep.Ended.refused("a last SCRAM message that does not fit the first");
        }
        byte[] signed = (before.first().bare() + "," + before.challenge() + "," + last.withoutProof())
                .getBytes(StandardCharsets.UTF_8);
        ScramCredential credential = before.known().credential();
        boolean proved = credential.proves(last.proof().getBytes(), signed);
        if (!proved || !before.known().known()) {
            return SaslStep.Ended.refused(before.known().known() ? "a wrong password" : "no such user");
        } else if (before.known().hold().isPast()) {
            return SaslStep.Ended.refused("a password that was changed meanwhile");
        }
        return new SaslStep.Ended(
                Buffer.buffer("v=" + base64(credential.serverSignature(signed))),
                new Checked(
                        new Authentication.Accepted(
                                Principal.user(before.first().user()), Long.MAX_VALUE),
                        before.known().hold()));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

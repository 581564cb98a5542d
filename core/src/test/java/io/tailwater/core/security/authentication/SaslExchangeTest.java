package io.tailwater.core.security.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.AuditLog;
import io.tailwater.core.security.UserHold;
import io.tailwater.core.security.user.ScramCredential;
import io.tailwater.core.security.user.ScramMechanism;
import io.tailwater.core.security.user.StoredUsers;
import io.tailwater.core.security.user.UserAlteration;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.spi.security.Authentication;
import io.tailwater.spi.security.Authenticator;
import io.tailwater.spi.security.Credentials;
import io.tailwater.spi.security.Principal;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients say, and should not say, in each mechanism; with a client of SCRAM written here from the standard. */
class SaslExchangeTest {

    private static final String USER = "al,i=ce";
    private static final String ESCAPED = "al=2Ci=3Dce";
    private static final String PASSWORD = "p\u00e4ssword";
    private static final String NONCE = "fyko+d2lbbFgONRv9qkxdawL";

    private final Vertx vertx = Vertx.vertx();
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService hashing = Executors.newSingleThreadExecutor();
    private final List<String> audited = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    private GuardedAuthentications authentications;

    private StoredUsers users;

    /** Takes the token "good" for carol's. */
    private static final class OneToken implements Authenticator {

        @Override
        public boolean understands(Credentials credentials) {
            return credentials instanceof Credentials.BearerToken;
        }

        @Override
        public CompletionStage<Authentication> authenticate(Credentials credentials) {
            return CompletableFuture.completedFuture(
                    switch (((Credentials.BearerToken) credentials).token()) {
                        case "good" -> new Authentication.Accepted(Principal.user("carol"), 77);
                        case "everybody" -> new Authentication.Accepted(Principal.user("*"), 77);
                        case "nobody" -> new Authentication.Accepted(Principal.ANONYMOUS, 77);
                        default -> new Authentication.Refused("another token");
                    });
        }
    }

    @BeforeEach
    void open() {
        users = StoredUsers.open(
                new InMemoryLogStorageProvider()
                        .open(new StorageContext(
                                directory,
                                Map.of(),
                                new SystemFiles(),
                                Clock.systemUTC(),
                                Runnable::run,
                                Runnable::run,
                                Runnable::run)),
                random,
                Runnable::run);
        for (ScramMechanism mechanism : ScramMechanism.values()) {
            users.alterNow(List.of(new UserAlteration(
                    USER, Set.of(), List.of(ScramCredential.ofPassword(mechanism, PASSWORD, 4096, random)))));
        }
        AuditLog audit = (session, action, subject, details) ->
                audited.add(action + " " + session.principal() + " " + subject + " " + details);
        authentications = new GuardedAuthentications(
                vertx,
                users,
                List.of(new OneToken()),
                new FailedAttempts(1_000, Clock.systemUTC(), random),
                audit,
                random,
                hashing);
    }

    @AfterEach
    void close() throws Exception {
        authentications.close();
        hashing.shutdown();
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void whoKnowsThePasswordIsAcceptedAndToldThatWeKnowItToo(ScramMechanism mechanism) throws Exception {
        Scram client = new Scram(mechanism, "n,,", ESCAPED, PASSWORD);

        SaslStep.Ended ended = (SaslStep.Ended) client.exchange("");

        assertThat(ended.checked().outcome())
                .isEqualTo(new Authentication.Accepted(Principal.user(USER), Long.MAX_VALUE));
        assertThat(ended.message().toString()).isEqualTo("v=" + client.serverSignature());
        assertThat(audited)
                .containsExactly(
                        AuditAction.AUTHENTICATION_SUCCEEDED + " User:" + USER + " " + mechanism.saslName() + " {}");
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordIsRefused(ScramMechanism mechanism) throws Exception {
        assertRefused(new Scram(mechanism, "n,,", ESCAPED, "wrong").exchange(""));
        assertThat(audited).singleElement().asString().contains("AUTHENTICATION_FAILED", USER, "a wrong password");
    }

    @Test
    void aUserWhoDoesNotExistIsAskedLikeOneWhoDoes() throws Exception {
        Scram client = new Scram(ScramMechanism.SCRAM_SHA_256, "n,,", "nobody", "x");

        assertRefused(client.exchange(""));
        assertThat(client.challenge).matches("r=[!-~]+,s=[A-Za-z0-9+/=]{32,36},i=4096");
        assertThat(audited).singleElement().asString().contains("no such user");
    }

    @Test
    void whoMayActForOthersIsNobodyButOneMaySayOnesOwnName() throws Exception {
        assertAccepted(new Scram(ScramMechanism.SCRAM_SHA_256, "n,a=" + ESCAPED + ",", ESCAPED, PASSWORD).exchange(""));
        assertRefused(first("n,a=somebody,n=" + ESCAPED + ",r=" + NONCE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,,",
                "n,,n=" + ESCAPED,
                "n,,n=,r=" + NONCE,
                "n,,r=" + NONCE + ",n=" + ESCAPED,
                "n,,n=" + ESCAPED + ",r=",
                "n,,n=" + ESCAPED + ",r=with\u00e4umlaut",
                "n,,n=al=2ci=3dce,r=" + NONCE, // escapes are written with capitals
                "n,,n=al=XXice,r=" + NONCE,
                "n,,n=alice=,r=" + NONCE,
                "p=tls-unique,,n=" + ESCAPED + ",r=" + NONCE, // channel binding, which is not there
                "x,,n=" + ESCAPED + ",r=" + NONCE,
                "n,,m=must,n=" + ESCAPED + ",r=" + NONCE, // an extension that must be understood
                "n,,n=" + ESCAPED + ",r=" + NONCE + ",tokenauth=true" // a delegation token
            })
    void aFirstMessageThatMakesNoSenseIsRefused(String message) throws Exception {
        assertRefused(first(message));
    }

    @Test
    void aMessageThatIsNoTextOrTooLongIsRefused() throws Exception {
        assertRefused(next(authentications.sasl("SCRAM-SHA-256", "10.0.0.1"), new byte[] {(byte) 0xff, 'n'}));
        assertRefused(first("n,,n=" + "a".repeat(5000) + ",r=" + NONCE));
        assertRefused(next(authentications.sasl("PLAIN", "10.0.0.1"), new byte[] {0, (byte) 0xc3, 0, 'x'}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"proof", "nonce", "binding", "unpadded", "extension"})
    void aLastMessageThatWasTamperedWithIsRefused(String what) throws Exception {
        assertRefused(new Scram(ScramMechanism.SCRAM_SHA_256, "n,,", ESCAPED, PASSWORD).exchange(what));
    }

    @Test
    void aNonceWithTheClientsOwnTwiceIsTakenFromOlderVersionsOfLibrdkafka() throws Exception {
        assertAccepted(new Scram(ScramMechanism.SCRAM_SHA_256, "n,,", ESCAPED, PASSWORD).exchange("doubled"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"everybody", "nobody"})
    void nobodyIsTakenForOthersWhateverSomeAuthenticatorSays(String token) throws Exception {
        SaslExchange exchange = authentications.sasl("OAUTHBEARER", "10.0.0.1");
        next(exchange, ("n,,\u0001auth=Bearer " + token + "\u0001\u0001").getBytes(UTF_8));
        assertRefused(next(exchange, new byte[] {1}));
        assertThat(audited).singleElement().asString().contains("which means others");
    }

    @Test
    void whoIsRemovedBetweenTheTwoMessagesIsNotLetIn() throws Exception {
        Scram client = new Scram(ScramMechanism.SCRAM_SHA_256, "n,,", ESCAPED, PASSWORD);
        client.meanwhile =
                () -> users.alterNow(List.of(new UserAlteration(USER, Set.of(ScramMechanism.values()), List.of())));
        assertRefused(client.exchange(""));
    }

    @Test
    void aLoginHoldsAsLongAsItsUserAndATokensDoesNotDependOnUsers() throws Exception {
        UserHold hold = users.hold(USER);
        assertThat(hold(plain("\0" + USER + "\0" + PASSWORD))).isSameAs(hold);
        assertThat(hold(new Scram(ScramMechanism.SCRAM_SHA_512, "n,,", ESCAPED, PASSWORD).exchange("")))
                .isSameAs(hold);
        assertThat(hold(bearer("n,,\u0001auth=Bearer good\u0001\u0001"))).isSameAs(UserHold.NONE);
    }

    private static UserHold hold(SaslStep step) {
        return ((SaslStep.Ended) step).checked().hold();
    }

    @Test
    void plainTakesUserAndPassword() throws Exception {
        assertAccepted(plain("\0" + USER + "\0" + PASSWORD));
        assertAccepted(plain(USER + "\0" + USER + "\0" + PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0\0",
                "\0al,i=ce\0",
                "\0\0p",
                "al,i=ce\0p\u00e4ssword",
                "other\0al,i=ce\0p\u00e4ssword",
                "\0al,i=ce\0p\u00e4ssword\0",
                "\0al,i=ce\0wrong",
                "\0nobody\0p\u00e4ssword"
            })
    void plainRefusesAnythingElse(String message) throws Exception {
        assertRefused(plain(message));
        assertThat(audited).hasSize(1).noneMatch(line -> line.contains(PASSWORD));
    }

    @Test
    void aPasswordThatIsTooLongIsNotHashed() throws Exception {
        assertRefused(plain("\0" + USER + "\0" + "x".repeat(2_000)));
        assertThat(audited).singleElement().asString().contains("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n,,\u0001auth=Bearer good\u0001\u0001",
                "n,a=carol,\u0001auth=bearer good\u0001traceId=1\u0001\u0001"
            })
    void aTokenSaysWhoItIsAndUntilWhen(String message) throws Exception {
        assertThat(((SaslStep.Ended) bearer(message)).checked().outcome())
                .isEqualTo(new Authentication.Accepted(Principal.user("carol"), 77));
    }

    @Test
    void aWrongTokenIsAnErrorThatTheClientAcknowledgesBeforeItIsRefused() throws Exception {
        SaslExchange exchange = authentications.sasl("OAUTHBEARER", "10.0.0.1");

        SaslStep step = next(exchange, "n,,\u0001auth=Bearer bad\u0001\u0001".getBytes(UTF_8));

        assertThat(((SaslStep.Challenge) step).message().toString()).contains("invalid_token");
        assertRefused(next(exchange, new byte[] {1}));
        assertThat(audited).hasSize(1).noneMatch(line -> line.contains("bad"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n,,",
                "n,,\u0001auth=Bearer good\u0001", // not at its end
                "n,,\u0001auth=Bearer \u0001\u0001",
                "n,,\u0001auth=Basic good\u0001\u0001",
                "n,,\u0001auth=Bearer good\u0001auth=Bearer good\u0001\u0001",
                "n,b=carol,\u0001auth=Bearer good\u0001\u0001",
                "n,a=somebody,\u0001auth=Bearer good\u0001\u0001",
                "p=x,,\u0001auth=Bearer good\u0001\u0001"
            })
    void aTokensMessageThatMakesNoSenseIsRefused(String message) throws Exception {
        assertRefused(bearer(message));
    }

    @Test
    void unknownMechanismsAreNone() {
        assertThat(authentications.sasl("SCRAM-SHA-1", "10.0.0.1")).isNull();
        assertThat(authentications.sasl("", "10.0.0.1")).isNull();
        assertThat(authentications.sasl("plain", "10.0.0.1")).isNull();
    }

    private SaslStep first(String message) throws Exception {
        return next(authentications.sasl("SCRAM-SHA-256", "10.0.0.1"), message.getBytes(UTF_8));
    }

    private SaslStep plain(String message) throws Exception {
        return next(authentications.sasl("PLAIN", "10.0.0.1"), message.getBytes(UTF_8));
    }

    private SaslStep bearer(String message) throws Exception {
        return next(authentications.sasl("OAUTHBEARER", "10.0.0.1"), message.getBytes(UTF_8));
    }

    private static SaslStep next(SaslExchange exchange, byte[] message) throws Exception {
        return exchange.next(message).await(60, TimeUnit.SECONDS);
    }

    private static void assertRefused(SaslStep step) {
        assertThat(((SaslStep.Ended) step).checked().outcome()).isInstanceOf(Authentication.Refused.class);
        assertThat(((SaslStep.Ended) step).message()).isEqualTo(Buffer.buffer());
    }

    private static void assertAccepted(SaslStep step) {
        assertThat(((SaslStep.Ended) step).checked().outcome()).isInstanceOf(Authentication.Accepted.class);
    }

    /** A client (RFC 5802, section 3). */
    private final class Scram {

        private final ScramMechanism mechanism;
        private final String header;
        private final String user;
        private final String password;
        private String challenge = "";
        private byte[] salted = {};
        private String signed = "";
        private Runnable meanwhile = () -> {};

        private Scram(ScramMechanism mechanism, String header, String user, String password) {
            this.mechanism = mechanism;
            this.header = header;
            this.user = user;
            this.password = password;
        }

        /** @param tamper with what of the last message; empty for nothing */
        private SaslStep exchange(String tamper) throws Exception {
            SaslExchange exchange = authentications.sasl(mechanism.saslName(), "10.0.0.1");
            String bare = "n=" + user + ",r=" + NONCE;
            SaslStep step = next(exchange, (header + bare).getBytes(UTF_8));
            challenge = ((SaslStep.Challenge) step).message().toString();
            meanwhile.run();
            String[] parts = challenge.split(",", -1);
            String nonce = parts[0].substring(2);
            assertThat(nonce).startsWith(NONCE).hasSizeGreaterThanOrEqualTo(NONCE.length() + 24);
            salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA" + mechanism.bytes() * 8)
                    .generateSecret(new PBEKeySpec(
                            password.toCharArray(),
                            Base64.getDecoder().decode(parts[1].substring(2)),
                            Integer.parseInt(parts[2].substring(2)),
                            mechanism.bytes() * 8))
                    .getEncoded();
            String withoutProof = "c=" + base64((tamper.equals("binding") ? "y,," : header).getBytes(UTF_8)) + ",r="
                    + switch (tamper) {
                        case "nonce" -> NONCE;
                        case "doubled" -> NONCE + nonce;
                        default -> nonce;
                    };
            signed = bare + "," + challenge + "," + withoutProof;
            byte[] clientKey = mechanism.hmac(salted, "Client Key".getBytes(UTF_8));
            byte[] proof = mechanism.hmac(mechanism.hash(clientKey), signed.getBytes(UTF_8));
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= clientKey[i];
            }
            if (tamper.equals("proof")) {
                proof[5] ^= 1;
            }
            String sent = withoutProof + (tamper.equals("extension") ? ",x=added" : "") + ",p=" + base64(proof);
            return next(exchange, (tamper.equals("unpadded") ? sent + "=" : sent).getBytes(UTF_8));
        }

        private String serverSignature() {
            byte[] serverKey = mechanism.hmac(salted, "Server Key".getBytes(UTF_8));
            return base64(mechanism.hmac(serverKey, signed.getBytes(UTF_8)));
        }

        private static String base64(byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
    }
}

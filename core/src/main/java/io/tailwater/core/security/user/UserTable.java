package io.tailwater.core.security.user;

import io.tailwater.core.security.UserHold;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Users at one moment. Immutable. */
final class UserTable {

    private final SortedMap<String, Map<ScramMechanism, ScramCredential>> users;
    private final byte[] secret;
    private final Map<String, UserHold> holds = new HashMap<>();

    /** Of each mechanism, and of what passwords are checked by: from these is drawn how users are that do not exist. */
    private final Map<ScramMechanism, List<ScramCredential>> byMechanism = new EnumMap<>(ScramMechanism.class);

    private final List<ScramCredential> forPasswords = new ArrayList<>();

    /** @param secret random, kept as long as the users: what the credentials of unknown users are made of */
    UserTable(SortedMap<String, Map<ScramMechanism, ScramCredential>> users, byte[] secret) {
        this(users, secret, null);
    }

    private UserTable(
            SortedMap<String, Map<ScramMechanism, ScramCredential>> users, byte[] secret, @Nullable UserTable before) {
        this.users = Collections.unmodifiableSortedMap(users);
        this.secret = secret;
        users.forEach((user, credentials) -> {
            holds.put(user, before == null ? new UserHold() : before.holdOf(user, credentials));
            forPasswords.add(credentials.values().iterator().next());
            credentials.forEach((mechanism, credential) -> byMechanism
                    .computeIfAbsent(mechanism, none -> new ArrayList<>())
                    .add(credential));
        });
    }

    /** How long a login counts of somebody who has these credentials from now on. */
    private UserHold holdOf(String user, Map<ScramMechanism, ScramCredential> now) {
        UserHold hold = holds.get(user);
        if (hold == null) {
            return new UserHold();
        }
        boolean same = users.getOrDefault(user, Map.of()).entrySet().stream()
                .allMatch(known -> known.getValue().equals(now.get(known.getKey())));
        return same ? hold : hold.withAnotherPassword();
    }

    /** How long a login counts of a user; {@link UserHold#NONE} where there is no such user. */
    UserHold hold(String user) {
        return holds.getOrDefault(user, UserHold.NONE);
    }

    /** Ends what counts no more since another took this one's place. */
    void endHolds(UserTable after) {
        holds.forEach((user, hold) -> {
            UserHold now = after.holds.get(user);
            if (now == null) {
                hold.userRemoved();
            } else if (now != hold) {
                hold.passwordReplaced();
            }
        });
    }

    SortedMap<String, Map<ScramMechanism, ScramCredential>> users() {
        return users;
    }

    byte[] secret() {
        return secret;
    }

    @Nullable
    ScramCredential find(String user, ScramMechanism mechanism) {
        Map<ScramMechanism, ScramCredential> credentials = users.get(user);
        return credentials == null ? null : credentials.get(mechanism);
    }

    /** The credential that a user's password is checked by; null when there is no such user. */
    @Nullable
    ScramCredential findForPassword(String user) {
        Map<ScramMechanism, ScramCredential> credentials = users.get(user);
        return credentials == null ? null : credentials.values().iterator().next();
    }

    /**
     * A credential that no password fits, the same whenever it is asked for, which from outside cannot be told from a real one.
     */
    ScramCredential standIn(String user, ScramMechanism mechanism) {
        byte[] random = random(mechanism.saslName(), user);
        return standIn(mechanism, drawn(byMechanism.getOrDefault(mechanism, List.of()), random), random);
    }

    /** The same to check a password by, which takes as long as with somebody who is there. */
    ScramCredential standInForPassword(String user) {
        byte[] random = random("password", user);
        ScramCredential drawn = drawn(forPasswords, random);
        return standIn(drawn == null ? ScramMechanism.SCRAM_SHA_256 : drawn.mechanism(), drawn, random);
    }

    private static ScramCredential standIn(ScramMechanism mechanism, @Nullable ScramCredential drawn, byte[] random) {
        byte[] key = mechanism.hmac(random, random);
        return new ScramCredential(
                mechanism,
                ScramCredential.salt(new BigInteger(1, random)),
                drawn == null ? ScramCredential.LEAST_ITERATIONS : drawn.iterations(),
                key,
                key);
    }

    private static @Nullable ScramCredential drawn(List<ScramCredential> from, byte[] random) {
        return from.isEmpty()
                ? null
                : from.get(Math.floorMod(ByteBuffer.wrap(random).getInt(), from.size()));
    }

    private byte[] random(String purpose, String user) {
        return ScramMechanism.SCRAM_SHA_512.hmac(secret, (purpose + "," + user).getBytes(StandardCharsets.UTF_8));
    }

    /** Another with the same secret. */
    UserTable with(SortedMap<String, Map<ScramMechanism, ScramCredential>> changed) {
        return new UserTable(changed, secret, this);
    }
}

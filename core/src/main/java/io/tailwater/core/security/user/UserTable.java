package io.tailwater.core.security.user;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Users at one moment. Immutable. */
final class UserTable {

    private final SortedMap<String, Map<ScramMechanism, ScramCredential>> users;
    private final byte[] secret;

    /** Iterations of all credentials, from which those of users that do not exist are drawn. */
    private final int[] iterations;

    /** @param secret random, kept as long as the users: what the credentials of unknown users are made of */
    UserTable(SortedMap<String, Map<ScramMechanism, ScramCredential>> users, byte[] secret) {
        this.users = Collections.unmodifiableSortedMap(users);
        this.secret = secret;
        this.iterations = users.values().stream()
                .flatMap(credentials -> credentials.values().stream())
                .mapToInt(ScramCredential::iterations)
                .toArray();
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

    /**
     * A credential that no password fits, the same whenever it is asked for, which from outside cannot be told from a real one.
     */
    ScramCredential standIn(String user, ScramMechanism mechanism) {
        byte[] name = (mechanism.saslName() + "," + user).getBytes(StandardCharsets.UTF_8);
        byte[] random = ScramMechanism.SCRAM_SHA_512.hmac(secret, name);
        int drawn = iterations.length == 0
                ? ScramCredential.LEAST_ITERATIONS
                : iterations[Math.floorMod(new BigInteger(random).intValue(), iterations.length)];
        byte[] storedKey = mechanism.hmac(random, name);
        return new ScramCredential(
                mechanism, ScramCredential.salt(new BigInteger(1, random)), drawn, storedKey, storedKey);
    }

    /** Another with the same secret. */
    UserTable with(SortedMap<String, Map<ScramMechanism, ScramCredential>> changed) {
        return new UserTable(changed, secret);
    }
}

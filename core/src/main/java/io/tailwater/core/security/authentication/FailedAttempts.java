package io.tailwater.core.security.authentication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often somebody failed to log in, by address and by user: each has a level that a failure raises by one, and that sinks
 * at a steady rate. Thread-safe.
 *
 * <p>An address at its limit is refused without a look at what it says. A user is never refused for what others try with
 * their name; their attempts only take longer.
 */
public final class FailedAttempts {

    /** Addresses, and users, remembered at most: those that failed longest ago are forgotten first. */
    private static final int MOST_REMEMBERED = 10_000;

    private static final long SHORTEST_DELAY_MILLIS = 100;
    private static final long LONGEST_DELAY_MILLIS = 3_000;
    private static final double PATIENCE = 3;
    private static final double MILLIS_PER_MINUTE = 60_000;

    private final int limitPerMinute;
    private final InstantSource clock;
    private final Levels addresses = new Levels();
    private final Levels users = new Levels();
    private final byte[] salt = new byte[16];

    /** @param limitPerMinute failures of one address, or with one user's name, in a minute */
    public FailedAttempts(int limitPerMinute, InstantSource clock, SecureRandom random) {
        this.limitPerMinute = limitPerMinute;
        this.clock = clock;
        random.nextBytes(salt);
    }

    /** Whether an address has failed too often to be looked at. */
    boolean tooMany(String clientHost) {
        return addresses.level(address(clientHost)) >= limitPerMinute;
    }

    /** How long an attempt with a user's name has to wait before it is looked at, in milliseconds. */
    long delayBefore(@Nullable String user) {
        return user != null && users.level(key(user)) >= limitPerMinute ? LONGEST_DELAY_MILLIS : 0;
    }

    /** Notes a failure. @return how long to wait before saying so, in milliseconds */
    long failed(String clientHost, @Nullable String user) {
        double level = addresses.raise(address(clientHost));
        if (user != null) {
            level = Math.max(level, users.raise(key(user)));
        }
        double doublings = Math.min(Math.max(0, level - PATIENCE), Long.SIZE / 4.0);
        return (long) Math.min(LONGEST_DELAY_MILLIS, SHORTEST_DELAY_MILLIS * Math.pow(2, doublings));
    }

    /** How long to wait before refusing without a look, in milliseconds. */
    long longestDelay() {
        return LONGEST_DELAY_MILLIS;
    }

    /** Whoever has an IPv6 address has a network of 64 bits of them. */
    private long address(String clientHost) {
        String[] groups = clientHost.split(":", -1);
        return key(groups.length > 4 ? String.join(":", groups[0], groups[1], groups[2], groups[3]) : clientHost);
    }

    /** Of equal size for names of any length, and not to be guessed, so that nobody can slow down others by a name like theirs. */
    private long key(String name) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            byte[] hash = digest.digest(name.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Level(double height, long atMillis) {}

    private final class Levels {

        private final Map<Long, Level> levels = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Level> eldest) {
                return size() > MOST_REMEMBERED;
            }
        };

        synchronized double level(long key) {
            Level last = levels.get(key);
            if (last == null) {
                return 0;
            }
            double sunk = (clock.millis() - last.atMillis()) * (limitPerMinute / MILLIS_PER_MINUTE);
            return Math.max(0, last.height() - Math.max(0, sunk));
        }

        synchronized double raise(long key) {
            double height = Math.min(limitPerMinute, level(key) + 1);
            levels.put(key, new Level(height, clock.millis()));
            return height;
        }
    }
}

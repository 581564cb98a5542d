package io.tailwater.core.security;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long it counts that somebody logged in as a user: until the user is removed and, for browsers, until they have another
 * password. Thread-safe; changed by whoever keeps the users, read by everybody who has let somebody in.
 */
public final class UserHold {

    /** Of those who are not among the users that this broker keeps. */
    public static final UserHold NONE = new UserHold();

    private final AtomicBoolean removed;
    private volatile boolean replaced;

    /** Of a user who is new. */
    public UserHold() {
        this(new AtomicBoolean());
    }

    private UserHold(AtomicBoolean removed) {
        this.removed = removed;
    }

    /** Of the same user with another password. */
    public UserHold withAnotherPassword() {
        return new UserHold(removed);
    }

    /** The password that this came by is the user's no more. */
    public void passwordReplaced() {
        replaced = true;
    }

    /** The user is there no more: whichever password somebody had, it counts no more. */
    public void userRemoved() {
        removed.set(true);
    }

    /** Whether the user was removed. */
    public boolean isRemoved() {
        return removed.get();
    }

    /** Whether the user has another password by now, or was removed. */
    public boolean isPast() {
        return replaced || removed.get();
    }
}

package io.tailwater.websocket.login;

/**
 * Bounds of the sessions of cookies.
 *
 * @param idleMillis after which time without use one ends
 * @param longestMillis after which time one ends in any case
 * @param inAll how many there may be
 * @param perPrincipal how many there may be of one user
 */
public record PageSessionLimits(long idleMillis, long longestMillis, int inAll, int perPrincipal) {

    /** An hour, half a day, and more than anybody's browsers. */
    public static final PageSessionLimits DEFAULTS = new PageSessionLimits(3_600_000, 43_200_000, 10_000, 100);
}

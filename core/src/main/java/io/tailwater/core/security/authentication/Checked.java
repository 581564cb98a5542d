package io.tailwater.core.security.authentication;

import io.tailwater.core.security.UserHold;
import io.tailwater.spi.security.Authentication;

/**
 * What came of somebody's attempt to log in.
 *
 * @param outcome who they are, or why that is not known
 * @param hold how long that counts beside its time
 */
public record Checked(Authentication outcome, UserHold hold) {

    static Checked of(Authentication outcome) {
        return new Checked(outcome, UserHold.NONE);
    }
}

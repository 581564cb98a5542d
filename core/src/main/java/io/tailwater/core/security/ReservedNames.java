package io.tailwater.core.security;

import io.tailwater.spi.security.Principal;

/** Principals that mean others in access rules: nobody who proves who they are is called so, whoever says it. Stateless. */
public final class ReservedNames {

    private static final Principal EVERYBODY = Principal.user("*");

    private ReservedNames() {}

    public static boolean have(Principal principal) {
        return principal.equals(Principal.ANONYMOUS) || principal.equals(EVERYBODY);
    }
}

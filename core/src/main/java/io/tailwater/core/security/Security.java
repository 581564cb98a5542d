package io.tailwater.core.security;

/** What transports need to know of users and rules. Thread-safe. */
public interface Security {

    /** Nobody has to say who they are, and everybody may do everything. */
    Security OFF = () -> Authorizer.ALLOW_ALL;

    Authorizer authorizer();
}

package io.tailwater.core.security;

import io.tailwater.core.security.authentication.Authentications;
import io.tailwater.core.security.rule.AccessRules;
import io.tailwater.core.security.user.Users;
import org.jspecify.annotations.Nullable;

/** What transports need to know of users and rules. Thread-safe. */
public interface Security {

    /** Nobody can log in, nobody has to, and everybody may do everything. */
    Security OFF = new BrokerSecurity(Authorizer.ALLOW_ALL, null, Authentications.NONE, Users.NONE);

    Authorizer authorizer();

    /** The rules by which the authorizer decides; null when everybody may do everything. */
    @Nullable
    AccessRules rules();

    /** Finds out who clients are. */
    Authentications authentications();

    /** The users this broker keeps. */
    Users users();
}

package io.tailwater.core.security;

import io.tailwater.core.security.rule.AccessRules;
import org.jspecify.annotations.Nullable;

/** What transports need to know of users and rules. Thread-safe. */
public interface Security {

    /** Nobody has to say who they are, and everybody may do everything. */
    Security OFF = new BrokerSecurity(Authorizer.ALLOW_ALL, null);

    Authorizer authorizer();

    /** The rules by which the authorizer decides; null when everybody may do everything. */
    @Nullable
    AccessRules rules();
}

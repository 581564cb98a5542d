package io.tailwater.core.security;

import io.tailwater.core.security.authentication.Authentications;
import io.tailwater.core.security.rule.AccessRules;
import io.tailwater.core.security.user.Users;
import org.jspecify.annotations.Nullable;

/** The parts of a broker's security. Immutable. */
public record BrokerSecurity(
        Authorizer authorizer, @Nullable AccessRules rules, Authentications authentications, Users users)
        implements Security {}

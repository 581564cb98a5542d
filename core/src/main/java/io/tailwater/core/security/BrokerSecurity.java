package io.tailwater.core.security;

import io.tailwater.core.security.rule.AccessRules;
import org.jspecify.annotations.Nullable;

/** The parts of a broker's security. Immutable. */
public record BrokerSecurity(
        Authorizer authorizer, @Nullable AccessRules rules) implements Security {}

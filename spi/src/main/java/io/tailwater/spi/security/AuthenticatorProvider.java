package io.tailwater.spi.security;

import java.util.Map;

/**
 * Finds an authenticator by name. Implementations are listed in {@code META-INF/services} and have a public constructor
 * without parameters; they hold no state.
 */
public interface AuthenticatorProvider {

    /** The name in the setting {@code security.authentication.authenticators} that chooses this one: lower case, such as {@code ldap}. */
    String name();

    /**
     * Makes it; may block.
     *
     * @param settings its settings: those of {@code security.authentication.settings} that begin with its name and a dot, without
     *     these
     * @throws IllegalArgumentException with one sentence, when a setting is missing or wrong
     */
    Authenticator open(Map<String, String> settings);
}

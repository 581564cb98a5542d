package io.tailwater.spi.security;

import java.util.List;
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

    /**
     * Looks at settings as {@link #open} does, for somebody who wants to know what is wrong with them before a broker starts; may
     * read files, and should not use the network. Unless this is implemented the authenticator is opened and closed.
     *
     * @param settings as for {@link #open}
     * @return what only a start will tell, a sentence each
     * @throws IllegalArgumentException as {@link #open}
     */
    default List<String> check(Map<String, String> settings) {
        open(settings).close();
        return List.of();
    }
}

package io.tailwater.core.config;

import java.util.List;
import java.util.Map;

/**
 * How it is found out who clients are, where a listener wants to know.
 *
 * @param authenticators names of further authenticators, asked before passwords are looked up among this broker's users
 * @param settings theirs, each beginning with the name of the one it is for and a dot
 * @param maxSessionMillis how long a login holds before Kafka clients have to prove anew who they are (Kafka's
 *     {@code connections.max.reauth.ms}); 0 for as long as the connection
 * @param failuresPerMinute failed logins from one address, or with one user's name, before further ones are refused or wait
 */
public record AuthenticationConfig(
        List<String> authenticators, Map<String, String> settings, long maxSessionMillis, int failuresPerMinute) {

    public static final AuthenticationConfig DEFAULTS = new AuthenticationConfig(List.of(), Map.of(), 0, 60);

    public AuthenticationConfig {
        authenticators = List.copyOf(authenticators);
        settings = Map.copyOf(settings);
        for (String setting : settings.keySet()) {
            Require.that(
                    authenticators.stream().anyMatch(name -> setting.startsWith(name + ".")),
                    "security.authentication.settings has '%s', which begins with the name of no authenticator of %s",
                    setting,
                    authenticators);
        }
        Require.that(
                maxSessionMillis == 0 || maxSessionMillis >= 1_000,
                "security.authentication.maxSessionMillis must be 0 or at least 1000, not %d",
                maxSessionMillis);
        Require.that(
                failuresPerMinute >= 1,
                "security.authentication.failuresPerMinute must be at least 1, not %d",
                failuresPerMinute);
    }

    /** Never with what authenticators are told: it may be secret. */
    @Override
    public String toString() {
        return "AuthenticationConfig[authenticators=" + authenticators
                + ", settings of " + settings.keySet() + ", maxSessionMillis=" + maxSessionMillis
                + ", failuresPerMinute=" + failuresPerMinute + "]";
    }
}

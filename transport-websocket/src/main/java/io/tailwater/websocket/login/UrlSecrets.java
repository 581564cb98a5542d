package io.tailwater.websocket.login;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what should not be in an address: addresses end up in logs, histories and other servers' logs. Stateless. */
final class UrlSecrets {

    private static final Set<String> NAMES = Set.of(
            "access_token",
            "id_token",
            "token",
            "bearer",
            "jwt",
            "authorization",
            "password",
            "passwd",
            "api_key",
            "apikey",
            "sasl.password");

    private UrlSecrets() {}

    /** The name of a parameter that is there to carry a secret; null when there is none. */
    static @Nullable String named(@Nullable String query) {
        if (query == null) {
            return null;
        }
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = (equals < 0 ? parameter : parameter.substring(0, equals)).toLowerCase(Locale.ROOT);
            if (NAMES.contains(name)) {
                return name;
            }
        }
        return null;
    }
}

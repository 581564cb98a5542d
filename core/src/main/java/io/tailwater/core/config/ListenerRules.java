package io.tailwater.core.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which listeners may be opened together, and to whom. Stateless. */
final class ListenerRules {

    private ListenerRules() {}

    /** All listeners there will be. */
    static List<ListenerConfig> listeners(ListenerConfig kafka, HttpConfig http, List<ListenerConfig> more) {
        List<ListenerConfig> all = new ArrayList<>();
        if (http.enabled() && samePort(kafka, http.listener())) {
            all.add(kafka.withProtocol(ListenerProtocol.ANY)
                    .withAuthentication(
                            union(kafka.authentication(), http.listener().authentication())));
        } else {
            all.add(kafka);
            if (http.enabled()) {
                all.add(http.listener());
            }
        }
        all.addAll(more);
        return List.copyOf(all);
    }

    private static List<String> union(List<String> some, List<String> others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    private static boolean samePort(ListenerConfig one, ListenerConfig other) {
        return one.port() != 0 && one.port() == other.port() && one.host().equals(other.host());
    }

    /** @throws InvalidConfigException when both share a port and cannot be encrypted as one */
    static void checkShared(ListenerConfig kafka, HttpConfig config) {
        ListenerConfig http = config.listener();
        Require.that(
                !config.enabled()
                        || !samePort(kafka, http)
                        || http.tls().equals(TlsConfig.OFF)
                        || http.tls().equals(kafka.tls()),
                "http.tls must be that of kafka.tls, or not be given, where both share port %d",
                http.port());
    }

    /** @throws InvalidConfigException when one of the listeners must not be opened as it is */
    static void check(List<ListenerConfig> listeners, boolean allowUnauthenticated, boolean allowCleartext) {
        Set<String> names = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (ListenerConfig listener : listeners) {
            Require.that(names.add(listener.name()), "there are two listeners '%s'", listener.name());
            Require.that(
                    listener.port() == 0 || addresses.add(listener.address()),
                    "there are two listeners on %s",
                    listener.address());
            Require.that(
                    allowUnauthenticated || listener.authenticates() || listener.loopback(),
                    "%s.host %s can be reached from the network and nobody has to log in: give"
                            + " --allow-unauthenticated-network (allowUnauthenticatedNetwork) if you mean it, or bind to"
                            + " 127.0.0.1.",
                    listener.name(),
                    listener.host());
            Require.that(
                    allowCleartext || !listener.givesSecretsAway() || listener.loopback(),
                    "%s.host %s can be reached from the network and %s without encryption shows secrets to whoever"
                            + " listens in: give it a certificate (%s.tls.certificate), or allowCleartextPasswords if"
                            + " something before it encrypts.",
                    listener.name(),
                    listener.host(),
                    String.join(", ", listener.authentication()),
                    listener.name());
        }
    }

    /** @throws InvalidConfigException when nobody could ever log in to one of the listeners */
    static void checkTokens(List<ListenerConfig> listeners, AuthenticationConfig authentication) {
        for (ListenerConfig listener : listeners) {
            Require.that(
                    !listener.takesTokensAlone()
                            || !authentication.authenticators().isEmpty(),
                    "%s.authentication is %s, and nothing here can check a token: name what does in"
                            + " security.authentication.authenticators (such as jwt), or take passwords, too.",
                    listener.name(),
                    String.join(", ", listener.authentication()));
        }
    }

    /** What whoever starts such a broker should know, in sentences. */
    static List<String> warnings(BrokerConfig config) {
        List<String> warnings = new ArrayList<>();
        for (ListenerConfig listener : config.allListeners()) {
            String where = "The listener " + listener.name() + " on " + listener.address();
            if (listener.takesTokens()
                    && config.security().authentication().authenticators().isEmpty()) {
                warnings.add(where + " takes tokens, which nothing here can check"
                        + " (security.authentication.authenticators): nobody gets in with one.");
            }
            if (listener.loopback()) {
                continue;
            }
            if (!listener.authenticates()) {
                warnings.add(
                        where + " lets anybody on the network in without logging in (allowUnauthenticatedNetwork).");
            }
            if (listener.givesSecretsAway()) {
                warnings.add(where + " receives passwords or tokens without encryption (allowCleartextPasswords).");
            } else if (!listener.tls().enabled()) {
                warnings.add(where + " is not encrypted: whoever listens in can read all records.");
            }
        }
        return warnings;
    }
}

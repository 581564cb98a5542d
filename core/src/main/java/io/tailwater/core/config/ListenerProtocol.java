package io.tailwater.core.config;

import java.util.List;

/** What is spoken on a listener. */
public enum ListenerProtocol {
    /** Kafka's protocol, with SASL. */
    KAFKA(List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER")),
    /** HTTP and WebSocket. */
    HTTP(List.of("BASIC", "BEARER")),
    /** Both: a connection's first bytes tell which. */
    ANY(List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER", "BASIC", "BEARER"));

    @SuppressWarnings("ImmutableEnumChecker") // List.of gives one that nobody can change.
    private final List<String> mechanisms;

    ListenerProtocol(List<String> mechanisms) {
        this.mechanisms = mechanisms;
    }

    /** The ways to say who one is that it has. */
    List<String> mechanisms() {
        return mechanisms;
    }

    /** Whether clients of a protocol may connect to a listener of this one. */
    public boolean includes(ListenerProtocol client) {
        return this == ANY || this == client;
    }
}

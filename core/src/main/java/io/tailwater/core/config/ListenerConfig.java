package io.tailwater.core.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where clients connect, and how.
 *
 * @param name what it is called; {@code kafka} and {@code http} are the two that every broker has
 * @param protocol what is spoken there: {@code kafka}, {@code http}, or {@code any} for both on one port
 * @param host the address to bind; one that the network can reach needs {@code authentication}, client certificates that are
 *     {@code required}, or {@code allowUnauthenticatedNetwork}
 * @param port 0 for any free port
 * @param advertised {@code host:port} told to Kafka clients of this listener instead of the address they came by (behind NAT or
 *     port mapping); empty for none
 * @param tls how it is encrypted
 * @param authentication how clients may say who they are: SASL's {@code PLAIN}, {@code SCRAM-SHA-256}, {@code SCRAM-SHA-512},
 *     {@code OAUTHBEARER} for Kafka clients, {@code BASIC} and {@code BEARER} for HTTP; a client whose certificate was accepted
 *     has said it. Empty when nobody has to
 */
public record ListenerConfig(
        String name,
        ListenerProtocol protocol,
        String host,
        int port,
        String advertised,
        TlsConfig tls,
        List<String> authentication) {

    private static final Set<String> TOKENS = Set.of("OAUTHBEARER", "BEARER");

    /** Where Kafka clients connect when nobody says otherwise. */
    public static final ListenerConfig KAFKA = on("kafka", ListenerProtocol.KAFKA, 9092);

    /** Where browsers and HTTP clients connect when nobody says otherwise. */
    public static final ListenerConfig HTTP = on("http", ListenerProtocol.HTTP, 8080);

    public ListenerConfig {
        authentication = authentication.stream()
                .map(mechanism -> mechanism.toUpperCase(Locale.ROOT))
                .toList();
        Require.that(
                name.matches("[a-z][a-z0-9-]{0,62}"),
                "a listener's name has small letters, digits and hyphens, unlike '%s'",
                name);
        Require.that(!host.isBlank(), "%s.host must not be empty", name);
        Require.that(port >= 0 && port <= 65_535, "%s.port must be 0 to 65535, not %d", name, port);
        Require.that(
                advertised.isEmpty() || advertised.matches(".+:\\d{1,5}"),
                "%s.advertised must be host:port, not '%s'",
                name,
                advertised);
        Require.that(
                protocol.mechanisms().containsAll(authentication),
                "%s.authentication must be some of %s, not '%s'",
                name,
                String.join(", ", protocol.mechanisms()),
                String.join(", ", authentication));
    }

    /** On the loopback address, with neither encryption nor authentication. */
    public static ListenerConfig on(String name, ListenerProtocol protocol, int port) {
        return new ListenerConfig(name, protocol, "127.0.0.1", port, "", TlsConfig.OFF, List.of());
    }

    /** The same on another port; 0 for any free one. */
    public ListenerConfig withPort(int other) {
        return new ListenerConfig(name, protocol, host, other, advertised, tls, authentication);
    }

    /** The same for other clients. */
    public ListenerConfig withProtocol(ListenerProtocol other) {
        return new ListenerConfig(name, other, host, port, advertised, tls, authentication);
    }

    /** The same, encrypted otherwise. */
    public ListenerConfig withTls(TlsConfig other) {
        return new ListenerConfig(name, protocol, host, port, advertised, other, authentication);
    }

    /** The same with other ways to say who one is. */
    public ListenerConfig withAuthentication(List<String> mechanisms) {
        return new ListenerConfig(name, protocol, host, port, advertised, tls, mechanisms);
    }

    /** The ways of Kafka clients among those to say who one is. */
    public List<String> saslMechanisms() {
        return authentication.stream()
                .filter(ListenerProtocol.KAFKA.mechanisms()::contains)
                .toList();
    }

    /** Whether nobody gets far without having said who they are. */
    public boolean authenticates() {
        return !authentication.isEmpty() || tls.clientAuthentication() == ClientAuthentication.REQUIRED;
    }

    boolean takesTokens() {
        return authentication.stream().anyMatch(TOKENS::contains);
    }

    /** Whether there is no other way in than by a token. */
    boolean takesTokensAlone() {
        return takesTokens()
                && TOKENS.containsAll(authentication)
                && tls.clientAuthentication() == ClientAuthentication.NONE;
    }

    /** Whether somebody who listens in could learn passwords or tokens: all mechanisms but SCRAM send them as they are. */
    boolean givesSecretsAway() {
        return !tls.enabled() && !authentication.stream().allMatch(mechanism -> mechanism.startsWith("SCRAM"));
    }

    /** {@code host:port}, as it is written in messages. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * Whether only programs on this machine reach it.
     *
     * @throws InvalidConfigException when the host is not an address
     */
    boolean loopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new InvalidConfigException(name + ".host '" + host + "' is not an address of this machine.");
        }
    }
}

package io.tailwater.core.config;

import java.util.ArrayList;
import java.util.List;

/** Reads where clients connect. Stateless. */
final class ListenerReader {

    private ListenerReader() {}

    /** One of the two that every broker has. */
    static ListenerConfig read(ConfigSection section, ListenerConfig defaults) {
        return read(section, defaults, defaults.protocol());
    }

    /** The others, under their names in the section {@code listeners}. */
    static List<ListenerConfig> readMore(ConfigSection root) {
        List<ListenerConfig> listeners = new ArrayList<>();
        root.sections("listeners").forEach((name, section) -> {
            ListenerProtocol protocol = section.choice("protocol", ListenerProtocol.class, ListenerProtocol.KAFKA);
            listeners.add(read(section, ListenerConfig.on(name, protocol, 0), protocol));
        });
        return listeners;
    }

    private static ListenerConfig read(ConfigSection section, ListenerConfig defaults, ListenerProtocol protocol) {
        return new ListenerConfig(
                defaults.name(),
                protocol,
                section.text("host", defaults.host()),
                section.integer("port", defaults.port()),
                protocol == ListenerProtocol.HTTP ? "" : section.text("advertised", defaults.advertised()),
                tls(section.section("tls")),
                section.list("authentication", defaults.authentication()));
    }

    private static TlsConfig tls(ConfigSection section) {
        TlsConfig defaults = TlsConfig.OFF;
        return new TlsConfig(
                section.text("certificate", defaults.certificate()),
                section.text("key", defaults.key()),
                section.secret("password"),
                section.text("passwordFile", defaults.passwordFile()),
                section.text("trust", defaults.trust()),
                section.text("crl", defaults.crl()),
                section.choice("clientAuthentication", ClientAuthentication.class, defaults.clientAuthentication()),
                PrincipalMapping.parse(section.text(
                        "principalMapping", defaults.principalMapping().toString())),
                section.list("protocols", defaults.protocols()),
                section.list("cipherSuites", defaults.cipherSuites()),
                section.choice("engine", TlsEngine.class, defaults.engine()));
    }
}

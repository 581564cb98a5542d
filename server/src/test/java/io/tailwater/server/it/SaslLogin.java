package io.tailwater.server.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * A name and a password by which Kafka's Java clients log in to a broker, in the clear. Immutable.
 *
 * @param address the broker's {@code host:port}
 * @param mechanism {@code PLAIN}, or one of SCRAM's
 */
record SaslLogin(String address, String mechanism, String user, String password) {

    /** What the clients are told, the broker's address included. */
    Map<String, Object> settings() {
        String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        return Map.of(
                "bootstrap.servers",
                address,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                "org.apache.kafka.common.security." + module + " required username=\"" + user + "\" password=\""
                        + password + "\";");
    }

    /** The same and more, as alternating names and values. */
    Object[] with(Object... more) {
        List<Object> all = new ArrayList<>();
        settings().forEach((name, value) -> all.addAll(List.of(name, value)));
        all.addAll(List.of(more));
        return all.toArray();
    }

    Admin admin() {
        return Admin.create(settings());
    }
}

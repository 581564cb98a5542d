package io.tailwater.websocket;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.security.rule.AccessRules;
import io.tailwater.core.security.rule.AclFilter;
import io.tailwater.core.security.rule.AclRule;
import io.tailwater.core.security.rule.PatternType;
import io.tailwater.core.security.rule.Permission;
import io.tailwater.core.security.user.ScramCredential;
import io.tailwater.core.security.user.ScramMechanism;
import io.tailwater.core.security.user.UserAlteration;
import io.tailwater.spi.security.Principal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A real broker that asks everybody who they are, looks at rules, and has a user {@code admin} who may do everything. A user's
 * password is their name and {@code -secret}. Thread-safe; not for event loops.
 */
public final class SecuredBroker implements AutoCloseable {

    public static final String ADMIN = "admin";

    private static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final BrokerForTests broker;

    /** @param webSocket the section {@code http.webSocket} */
    public SecuredBroker(Path directory, JsonObject webSocket) {
        broker = new BrokerForTests(
                directory,
                new JsonObject()
                        .put("authentication", new JsonArray().add("BASIC").add("BEARER"))
                        .put("webSocket", webSocket),
                new JsonObject()
                        .put(
                                "security",
                                new JsonObject()
                                        .put("authorization", true)
                                        .put("superUsers", new JsonArray().add("User:" + ADMIN))
                                        .put("authentication", new JsonObject().put("failuresPerMinute", 10_000_000))));
        user(ADMIN);
    }

    /** The broker itself. */
    public BrokerForTests broker() {
        return broker;
    }

    public int port() {
        return broker.port();
    }

    /** Makes a user. */
    public void user(String name) {
        user(name, passwordOf(name));
    }

    /** Makes a user, or gives one another password. */
    public void user(String name, String password) {
        ScramCredential credential =
                ScramCredential.ofPassword(MECHANISM, password, ScramCredential.LEAST_ITERATIONS, RANDOM);
        alter(new UserAlteration(name, Set.of(), List.of(credential)));
    }

    public void removeUser(String name) {
        alter(new UserAlteration(name, Set.of(MECHANISM), List.of()));
    }

    private void alter(UserAlteration alteration) {
        BrokerForTests.await(broker.broker().security().users().alter(List.of(alteration)));
    }

    /** Makes a rule that lets somebody do something to a resource. */
    public void allow(String user, AclOperation operation, ResourceType type, String name) {
        BrokerForTests.await(rules().add(List.of(rule(user, operation, type, name))));
    }

    /** The same for a topic. */
    public void allow(String user, AclOperation operation, String topic) {
        allow(user, operation, ResourceType.TOPIC, topic);
    }

    /** Takes it back. */
    public void withdraw(String user, AclOperation operation, ResourceType type, String name) {
        AclFilter filter = new AclFilter(
                type,
                AclFilter.NameMatch.LITERAL,
                name,
                Principal.user(user).toString(),
                null,
                operation,
                Permission.ALLOW);
        BrokerForTests.await(rules().remove(List.of(filter)));
    }

    /** Takes back every rule. */
    public void withdrawAll() {
        BrokerForTests.await(rules().remove(List.of(AclFilter.ALL)));
    }

    private AccessRules rules() {
        return Objects.requireNonNull(broker.broker().security().rules());
    }

    private static AclRule rule(String user, AclOperation operation, ResourceType type, String name) {
        return new AclRule(
                type, PatternType.LITERAL, name, Principal.user(user), AclRule.ANY, operation, Permission.ALLOW);
    }

    public static String passwordOf(String user) {
        return user + "-secret";
    }

    /** A header line that says who one is. */
    public static String basic(String user) {
        return "Authorization: Basic " + base64(user + ":" + passwordOf(user));
    }

    public static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        broker.close();
    }
}

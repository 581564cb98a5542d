package io.tailwater.websocket.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.websocket.SecuredBroker;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each operation of a WebSocket needs, and what becomes of those that have lost it. */
@Timeout(120)
class StreamRightsTest {

    private static final String ADA = "ada";

    private static SecuredBroker broker;

    private record Right(AclOperation operation, ResourceType type, String name) {}

    /** An operation and what it needs, {@code *} standing for the name of a topic and group. */
    private record Case(Class<? extends Operation> operation, String message, String answer, List<Right> needs) {}

    private static Right topic(AclOperation operation) {
        return new Right(operation, ResourceType.TOPIC, "*");
    }

    private static Right group(AclOperation operation) {
        return new Right(operation, ResourceType.GROUP, "*");
    }

    private static final List<Case> CASES = List.of(
            new Case(
                    Operation.Subscribe.class,
                    "{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"*\"}",
                    "subscribed",
                    List.of(topic(AclOperation.READ))),
            new Case(
                    Operation.Subscribe.class,
                    "{\"type\": \"subscribe\", \"id\": \"b\", \"topics\": [\"*\"], \"from\": {\"group\": \"*\"}}",
                    "subscribed",
                    List.of(topic(AclOperation.READ), group(AclOperation.DESCRIBE))),
            new Case(
                    Operation.Produce.class,
                    "{\"type\": \"produce\", \"id\": \"c\", \"topic\": \"*\", \"value\": 1}",
                    "produced",
                    List.of(topic(AclOperation.WRITE))),
            new Case(
                    Operation.Commit.class,
                    "{\"type\": \"commit\", \"id\": \"d\", \"group\": \"*\", \"offsets\": {\"*\": {\"0\": 0}}}",
                    "committed",
                    List.of(topic(AclOperation.READ), group(AclOperation.READ))));

    /** These act on a subscription that is there, for which its right is looked at all the time, or on nothing. */
    private static final Set<Class<?>> NEED_NOTHING = Set.of(
            Operation.Credit.class,
            Operation.Pause.class,
            Operation.Resume.class,
            Operation.Unsubscribe.class,
            Operation.Authenticate.class,
            Operation.Ping.class);

    /** Needs something only with a group; below. */
    private static final Set<Class<?>> BY_ITSELF = Set.of(Operation.Seek.class);

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new SecuredBroker(directory, new JsonObject());
        broker.user(ADA);
        broker.broker().createTopic("there", 1);
        try (StreamClient admin = StreamClient.basic(broker.port(), SecuredBroker.ADMIN)) {
            admin.next("authenticated");
            admin.askGroups(
                    new JsonObject(
                            "{\"type\": \"commit\", \"id\": \"c\", \"group\": \"g\", \"offsets\": {\"there\": {\"0\":"
                                    + " 0}}}"),
                    "committed");
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void nobodyMayDoAnything() {
        broker.withdrawAll();
    }

    private static void allow(Right right, String name) {
        broker.allow(ADA, right.operation(), right.type(), right.name().replace("*", name));
    }

    private static StreamClient ada() {
        StreamClient client = StreamClient.basic(broker.port(), ADA);
        client.next("authenticated");
        return client;
    }

    private static void produce(String topic, String value) {
        try (StreamClient admin = StreamClient.basic(broker.port(), SecuredBroker.ADMIN)) {
            admin.ask(StreamMessages.produce(topic).put("value", value), "produced");
        }
    }

    @Test
    void everyOperationIsInTheTable() {
        Set<Class<?>> table = CASES.stream().map(Case::operation).collect(Collectors.toSet());
        table.addAll(NEED_NOTHING);
        table.addAll(BY_ITSELF);
        assertThat(table)
                .isEqualTo(
                        Arrays.stream(Operation.class.getPermittedSubclasses()).collect(Collectors.toSet()));
    }

    @Test
    void whoLacksARightIsToldSoAndNotWhatIsThere() {
        for (Case each : CASES) {
            for (Right missing : each.needs()) {
                broker.withdrawAll();
                each.needs().stream().filter(right -> !right.equals(missing)).forEach(right -> {
                    allow(right, "there");
                    allow(right, "absent");
                });
                try (StreamClient client = ada()) {
                    JsonObject there = client.refused(each.message().replace("*", "there"));
                    JsonObject absent = client.refused(each.message().replace("*", "absent"));
                    assertThat(there.getString("code"))
                            .as(each.message() + " without " + missing)
                            .isEqualTo(missing.type() + "_AUTHORIZATION_FAILED");
                    assertThat(absent.encode().replace("absent", "there")).isEqualTo(there.encode());
                }
            }
        }
        assertThat(broker.broker().broker().topics().find("absent")).isNull();
    }

    @Test
    void whoHasTheRightsGetsWhatIsThere() {
        for (Case each : CASES) {
            broker.withdrawAll();
            each.needs().forEach(right -> allow(right, "there"));
            try (StreamClient client = ada()) {
                client.ask(new JsonObject(each.message().replace("*", "there")), each.answer());
            }
        }
    }

    @Test
    void aTopicThatIsNotThereYetIsMadeByThoseWhoMay() {
        broker.allow(ADA, AclOperation.WRITE, "made");
        String produce = "{\"type\": \"produce\", \"id\": \"c\", \"topic\": \"made\", \"value\": 1}";
        try (StreamClient client = ada()) {
            assertThat(client.refused(produce).getString("code")).isEqualTo("TOPIC_AUTHORIZATION_FAILED");
            broker.allow(ADA, AclOperation.CREATE, "made");
            client.ask(new JsonObject(produce), "produced");
        }
    }

    @Test
    void seekingToWhereAGroupStandsNeedsARightToTheGroup() {
        broker.allow(ADA, AclOperation.READ, "there");
        String seek = "{\"type\": \"seek\", \"id\": \"a\", \"from\": {\"group\": \"g\"}}";
        try (StreamClient client = ada()) {
            client.ask(new JsonObject("{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"there\"}"), "subscribed");
            assertThat(client.refused(seek).getString("code")).isEqualTo("GROUP_AUTHORIZATION_FAILED");
            broker.allow(ADA, AclOperation.DESCRIBE, ResourceType.GROUP, "g");
            client.ask(new JsonObject(seek), "subscribed");
        }
    }

    @Test
    void aTailEndsWhenItsRightIsWithdrawnAndGetsNothingMore() {
        broker.allow(ADA, AclOperation.READ, "there");
        try (StreamClient client = ada()) {
            client.ask(new JsonObject("{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"there\"}"), "subscribed");
            produce("there", "before");
            assertThat(client.records(1).get(0).getString("value")).isEqualTo("before");

            broker.withdraw(ADA, AclOperation.READ, ResourceType.TOPIC, "there");
            JsonObject error = client.next();
            while (error.getString("type").equals("caughtUp")) {
                error = client.next();
            }
            assertThat(error.getString("type")).isEqualTo("error");
            assertThat(error.getString("id")).isEqualTo("a");
            assertThat(error.getString("topic")).isEqualTo("there");
            assertThat(error.getString("code")).isEqualTo("TOPIC_AUTHORIZATION_FAILED");

            produce("there", "after");
            broker.allow(ADA, AclOperation.READ, "there");
            assertThat(client.ask(new JsonObject().put("type", "ping"), "pong")).isNotNull();
            JsonObject again = new JsonObject(
                    "{\"type\": \"subscribe\", \"id\": \"b\", \"topic\": \"there\", \"from\": {\"last\": 1}}");
            client.send(again);
            assertThat(client.next("records").getString("id"))
                    .as("the first subscription gets nothing any more")
                    .isEqualTo("b");
        }
    }

    @Test
    void aPatternSeesOnlyWhatMayBeReadAsTopicsAndRightsComeAndGo() {
        for (String name : List.of("p-seen", "p-hidden")) {
            broker.broker().createTopic(name, 1);
        }
        broker.allow(ADA, AclOperation.READ, "p-seen");
        broker.allow(ADA, AclOperation.READ, "p-later");
        try (StreamClient client = ada()) {
            JsonObject begun = client.ask(
                    new JsonObject("{\"type\": \"subscribe\", \"id\": \"p\", \"pattern\": \"p-.*\"}"), "subscribed");
            assertThat(begun.getJsonObject("positions").fieldNames()).containsExactly("p-seen");

            broker.broker().createTopic("p-secret", 1);
            broker.broker().createTopic("p-later", 1);
            assertThat(client.next("subscribed").getJsonObject("positions").fieldNames())
                    .containsExactly("p-later");

            broker.allow(ADA, AclOperation.READ, "p-hidden");
            assertThat(client.next("subscribed").getJsonObject("positions").fieldNames())
                    .containsExactly("p-hidden");

            broker.withdraw(ADA, AclOperation.READ, ResourceType.TOPIC, "p-seen");
            JsonObject left = client.next("left");
            assertThat(left.getString("topic")).isEqualTo("p-seen");
            assertThat(left.getString("code")).isEqualTo("TOPIC_AUTHORIZATION_FAILED");

            for (String name : List.of("p-seen", "p-secret", "p-hidden")) {
                produce(name, "x");
            }
            assertThat(client.records(1).get(0).getString("topic")).isEqualTo("p-hidden");
        }
    }

    @Test
    void aHostileNameIsRefusedInBoundedWords() {
        try (StreamClient client = ada()) {
            for (String name : List.of("\\r\\n", "<img src=x>", "\\u202e", "x".repeat(255))) {
                JsonObject error =
                        client.refused("{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"" + name + "\"}");
                assertThat(error.getString("code")).isEqualTo("TOPIC_AUTHORIZATION_FAILED");
                assertThat(error.encode()).hasSizeLessThan(1_000);
            }
            String group = "x".repeat(100_000);
            assertThat(client.refused("{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"there\", \"from\":"
                                    + " {\"group\": \""
                                    + group + "\"}}")
                            .encode())
                    .hasSizeLessThan(1_000);
            assertThat(client.refused("{\"type\": \"commit\", \"id\": \"a\", \"group\": \"g\", \"offsets\": {\"" + group
                                    + "\": {\"0\": 1}}}")
                            .encode())
                    .hasSizeLessThan(1_000);
        }
    }
}

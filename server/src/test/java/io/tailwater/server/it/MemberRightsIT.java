package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.security.rule.AclRule;
import io.tailwater.core.security.rule.PatternType;
import io.tailwater.core.security.rule.Permission;
import io.tailwater.core.security.user.ScramCredential;
import io.tailwater.core.security.user.ScramMechanism;
import io.tailwater.core.security.user.UserAlteration;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.spi.security.Principal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two users with different rights subscribe with the same regular expression, and look at each other's groups. */
@Timeout(240)
class MemberRightsIT {

    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    static Path directory;

    private static InProcessBroker broker;

    @BeforeAll
    static void start() throws Exception {
        JsonObject consumers =
                new JsonObject().put("heartbeatIntervalMillis", 300).put("assignmentIntervalMillis", 0);
        broker = new InProcessBroker(
                new JsonObject()
                        .put(
                                "kafka",
                                new JsonObject().put("port", 0).put("authentication", new JsonArray().add("PLAIN")))
                        .put(
                                "groups",
                                new JsonObject()
                                        .put("minSessionTimeoutMillis", 500)
                                        .put("consumer", consumers))
                        .put("storage", new JsonObject().put("directory", directory.toString()))
                        .put("security", new JsonObject().put("authorization", true)),
                BrokerEnvironment.ofSystem());
        for (String user : List.of("ada", "bob")) {
            ScramCredential credential = ScramCredential.ofPassword(
                    ScramMechanism.SCRAM_SHA_256, "secret", ScramCredential.LEAST_ITERATIONS, RANDOM);
            broker.core()
                    .security()
                    .users()
                    .alter(List.of(new UserAlteration(user, Set.of(), List.of(credential))))
                    .await(60, TimeUnit.SECONDS);
        }
        for (String topic : List.of("orders-eu", "orders-us")) {
            broker.core()
                    .topics()
                    .create(new NewTopic(topic, 1, Map.of()), false)
                    .await(60, TimeUnit.SECONDS);
        }
        Objects.requireNonNull(broker.core().security().rules())
                .add(List.of(
                        read("ada", ResourceType.TOPIC, PatternType.LITERAL, "orders-eu"),
                        read("ada", ResourceType.GROUP, PatternType.LITERAL, "*"),
                        read("bob", ResourceType.TOPIC, PatternType.PREFIXED, "orders-"),
                        read("bob", ResourceType.GROUP, PatternType.LITERAL, "*")))
                .await(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    private static AclRule read(String user, ResourceType type, PatternType pattern, String name) {
        return new AclRule(type, pattern, name, Principal.user(user), AclRule.ANY, AclOperation.READ, Permission.ALLOW);
    }

    private static SaslLogin login(String user) {
        return new SaslLogin(broker.address(), "PLAIN", user, "secret");
    }

    private static Consumer<byte[], byte[]> member(String user, String group) {
        Consumer<byte[], byte[]> consumer = broker.clients()
                .consumer(login(user)
                        .with("group.id", group, "group.protocol", "consumer", "auto.offset.reset", "earliest"));
        consumer.subscribe(new SubscriptionPattern("orders-.*"));
        return consumer;
    }

    private static Set<String> assigned(Consumer<byte[], byte[]> consumer) {
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            consumer.poll(Duration.ofMillis(100));
            return !consumer.assignment().isEmpty();
        });
        return consumer.assignment().stream().map(TopicPartition::topic).collect(Collectors.toSet());
    }

    @Test
    void aRegularExpressionStandsForWhatItsMemberMaySeeAndNobodyIsToldMoreByTheGroup() {
        try (Consumer<byte[], byte[]> ada = member("ada", "adas");
                Consumer<byte[], byte[]> bob = member("bob", "bobs");
                Admin adas = login("ada").admin();
                Admin bobs = login("bob").admin()) {
            assertThat(assigned(ada)).containsExactly("orders-eu");
            assertThat(assigned(bob)).containsExactlyInAnyOrder("orders-eu", "orders-us");

            assertThat(topics(bobs, "adas")).containsExactly("orders-eu");
            assertThat(topics(bobs, "bobs")).containsExactlyInAnyOrder("orders-eu", "orders-us");
            assertThat(topics(adas, "adas")).containsExactly("orders-eu");
            assertThat(Topics.refusal(
                            adas.describeConsumerGroups(List.of("bobs")).all()))
                    .isInstanceOf(TopicAuthorizationException.class)
                    .hasMessageNotContaining("orders-us");
        }
    }

    private static Set<String> topics(Admin admin, String group) {
        ConsumerGroupDescription described =
                Topics.await(admin.describeConsumerGroups(List.of(group)).all()).get(group);
        return described.members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .map(TopicPartition::topic)
                .collect(Collectors.toSet());
    }
}

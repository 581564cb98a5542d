package io.tailwater.core.security.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.spi.security.Principal;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRulesTest {

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService worker = Executors.newFixedThreadPool(2);

    @TempDir
    Path directory;

    private LogStorage storage;
    private StoredRules rules;

    @BeforeEach
    void open() {
        storage = new InMemoryLogStorageProvider()
                .open(new StorageContext(
                        directory, Map.of(), new SystemFiles(), Clock.systemUTC(), worker, worker, worker));
        rules = reopened();
    }

    @AfterEach
    void close() throws Exception {
        storage.close();
        vertx.close().await(60, TimeUnit.SECONDS);
        worker.shutdown();
    }

    private StoredRules reopened() {
        return StoredRules.open(vertx.getOrCreateContext(), storage, worker);
    }

    private static AclRule allow(String user, String topic) {
        return new AclRule(
                ResourceType.TOPIC,
                PatternType.LITERAL,
                topic,
                Principal.user(user),
                AclRule.ANY,
                AclOperation.READ,
                Permission.ALLOW);
    }

    private boolean allows(String user, String topic) {
        return rules.index()
                .allows(Principal.user(user), "10.0.0.1", AclOperation.READ, ResourceType.TOPIC, topic, false);
    }

    private static AclFilter of(String principal) {
        return new AclFilter(null, AclFilter.NameMatch.ANY, null, principal, null, null, null);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(60, TimeUnit.SECONDS);
    }

    @Test
    void ruleIsInForceWhenItWasMadeAndNoLongerWhenItWasTakenBack() throws Exception {
        assertThat(await(rules.add(List.of(allow("alice", "orders"))))).isEqualTo(Result.ok(Done.DONE));
        assertThat(allows("alice", "orders")).isTrue();
        assertThat(allows("bob", "orders")).isFalse();

        assertThat(await(rules.remove(List.of(of("User:bob"), of("User:alice")))))
                .containsExactly(List.of(), List.of(allow("alice", "orders")));
        assertThat(allows("alice", "orders")).isFalse();
    }

    @Test
    void keepsRulesOverARestart() throws Exception {
        AclRule hostile = allow("\"}\n\u202e" + "x".repeat(900), "t");
        await(rules.add(List.of(allow("alice", "orders"), hostile)));
        assertThat(reopened().find(AclFilter.ALL)).containsExactly(allow("alice", "orders"), hostile);
    }

    @Test
    void keepsEveryRuleOfThoseMadeAtOnce() throws Exception {
        List<Future<Result<Done>>> made = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            made.add(rules.add(List.of(allow("user-" + i, "orders"))));
        }
        await(Future.all(made));
        assertThat(reopened().find(AclFilter.ALL)).hasSize(50);
    }

    @Test
    void refusesMoreRulesThanThereMayBeAndKeepsThoseThereAre() throws Exception {
        await(rules.add(List.of(allow("alice", "orders"))));
        List<AclRule> many = new ArrayList<>();
        for (int i = 0; i < StoredRules.MOST_RULES; i++) {
            many.add(allow("alice", "topic-" + i));
        }
        assertThat(await(rules.add(many)))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        assertThat(rules.find(AclFilter.ALL)).containsExactly(allow("alice", "orders"));
    }

    @Test
    void doesNotStartWithoutRulesThatCannotBeRead() {
        storage.writeBlob("acls.json", "{\"format\": 1, \"rules\": [{}]}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::reopened).isInstanceOf(StorageException.class).hasMessageContaining("acls.json");
    }
}

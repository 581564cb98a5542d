package io.tailwater.core.security.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.UserHold;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredUsersTest {

    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path directory;

    private LogStorage storage;
    private StoredUsers users;

    @BeforeEach
    void open() {
        storage = new InMemoryLogStorageProvider()
                .open(new StorageContext(
                        directory,
                        Map.of(),
                        new SystemFiles(),
                        Clock.systemUTC(),
                        Runnable::run,
                        Runnable::run,
                        Runnable::run));
        users = reopened();
    }

    @Test
    void usersAreThereAgainAfterARestartAndTheirPasswordsAreNot() {
        done(set("alice", ScramMechanism.SCRAM_SHA_256, "a password"));
        done(set("alice", ScramMechanism.SCRAM_SHA_512, "a password"));

        StoredUsers again = reopened();

        assertThat(again.all().get("alice")).containsOnlyKeys(ScramMechanism.values());
        assertThat(again.credential("alice").credential().fits("a password")).isTrue();
        assertThat(again.credential("alice").known()).isTrue();
        assertThat(new String(storage.readBlob("users.json").orElseThrow(), StandardCharsets.UTF_8))
                .contains("alice")
                .doesNotContain("a password");
    }

    @Test
    void whatALoginHoldsByEndsWithThePasswordOrTheUserAndWithNobodyElses() {
        done(set("alice", ScramMechanism.SCRAM_SHA_256, "first"));
        done(set("bob", ScramMechanism.SCRAM_SHA_256, "x"));
        UserHold first = users.hold("alice");
        UserHold bobs = users.hold("bob");
        assertThat(users.credential("alice").hold()).isSameAs(first);

        done(set("alice", ScramMechanism.SCRAM_SHA_512, "first"));
        assertThat(users.hold("alice")).as("nothing was taken away").isSameAs(first);
        assertThat(first.isPast()).isFalse();

        done(set("alice", ScramMechanism.SCRAM_SHA_256, "second"));
        UserHold second = users.hold("alice");
        assertThat(first.isPast()).isTrue();
        assertThat(first.isRemoved()).isFalse();
        assertThat(second.isPast()).isFalse();

        done(remove("alice", ScramMechanism.SCRAM_SHA_512));
        assertThat(second.isPast()).as("it may have come by that").isTrue();
        UserHold third = users.hold("alice");
        done(remove("alice", ScramMechanism.SCRAM_SHA_256));
        assertThat(List.of(first, second, third)).allMatch(UserHold::isRemoved);

        done(set("alice", ScramMechanism.SCRAM_SHA_256, "second"));
        assertThat(users.hold("alice").isPast()).isFalse();
        assertThat(third.isPast()).as("who comes again has to log in again").isTrue();
        assertThat(bobs.isPast()).isFalse();
        assertThat(users.hold("nobody")).isSameAs(UserHold.NONE);
    }

    @Test
    void aUserIsGoneWithTheLastCredential() {
        done(set("bob", ScramMechanism.SCRAM_SHA_256, "x"));
        done(set("bob", ScramMechanism.SCRAM_SHA_512, "x"));

        done(remove("bob", ScramMechanism.SCRAM_SHA_256));
        assertThat(users.credential("bob", ScramMechanism.SCRAM_SHA_256).known())
                .isFalse();
        assertThat(users.credential("bob").credential().fits("x")).isTrue();

        done(remove("bob", ScramMechanism.SCRAM_SHA_512));
        assertThat(users.all()).isEmpty();
        assertThat(reopened().all()).isEmpty();
    }

    @Test
    void whatIsRefusedChangesNothingAndLeavesOthersAlone() {
        List<Result<Done>> results = users.alterNow(List.of(
                remove("nobody", ScramMechanism.SCRAM_SHA_256),
                set("carol", ScramMechanism.SCRAM_SHA_256, "x"),
                new UserAlteration("weak", Set.of(), List.of(credential(ScramMechanism.SCRAM_SHA_256, "x", 4095))),
                new UserAlteration("slow", Set.of(), List.of(credential(ScramMechanism.SCRAM_SHA_256, "x", 16_385)))));

        assertThat(results.stream().map(StoredUsersTest::error))
                .containsExactly(
                        ErrorCode.RESOURCE_NOT_FOUND,
                        null,
                        ErrorCode.UNACCEPTABLE_CREDENTIAL,
                        ErrorCode.UNACCEPTABLE_CREDENTIAL);
        assertThat(users.all()).containsOnlyKeys("carol");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " alice",
                "alice\n",
                "a\u0000b",
                "a\u202eb", // turns the line around
                "\ufb01nn", // a ligature: another spelling of "finn"
                "\ud800", // half of a character
                "\u2028",
                "*", // everybody, in rules
                "ANONYMOUS"
            })
    void namesThatFoolThoseWhoReadThemAreRefused(String name) {
        assertThat(error(users.alterNow(List.of(set(name, ScramMechanism.SCRAM_SHA_256, "x")))
                        .get(0)))
                .isEqualTo(ErrorCode.UNACCEPTABLE_CREDENTIAL);
    }

    @Test
    void namesHaveABound() {
        done(set("n".repeat(255), ScramMechanism.SCRAM_SHA_256, "x"));

        assertThat(error(users.alterNow(List.of(set("n".repeat(256), ScramMechanism.SCRAM_SHA_256, "x")))
                        .get(0)))
                .isEqualTo(ErrorCode.UNACCEPTABLE_CREDENTIAL);
    }

    @Test
    void onlySoManyUsersAreKept() {
        ScramCredential one = credential(ScramMechanism.SCRAM_SHA_256, "x", 4096);
        List<UserAlteration> many = new ArrayList<>();
        IntStream.range(0, StoredUsers.MOST_USERS + 1)
                .forEach(i -> many.add(new UserAlteration("user-" + i, Set.of(), List.of(one))));

        List<Result<Done>> results = users.alterNow(many);

        assertThat(error(results.get(StoredUsers.MOST_USERS))).isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(users.all()).hasSize(StoredUsers.MOST_USERS);
        done(set("user-7", ScramMechanism.SCRAM_SHA_512, "those who are there may still change"));
    }

    @Test
    void unknownUsersAreAskedTheSameAsBeforeEvenAfterARestart() {
        done(set("alice", ScramMechanism.SCRAM_SHA_256, "x"));
        ScramCredential before =
                users.credential("mallory", ScramMechanism.SCRAM_SHA_256).credential();
        ScramCredential after =
                reopened().credential("mallory", ScramMechanism.SCRAM_SHA_256).credential();
        ScramCredential other =
                users.credential("trudy", ScramMechanism.SCRAM_SHA_256).credential();

        assertThat(after.salt()).isEqualTo(before.salt()).isNotEqualTo(other.salt());
        assertThat(after.iterations()).isEqualTo(before.iterations());
    }

    @Test
    void unknownUsersAreAskedAndCheckedAsThoseThereAre() {
        users.alterNow(List.of(
                new UserAlteration("a", Set.of(), List.of(credential(ScramMechanism.SCRAM_SHA_512, "x", 5000)))));

        ScramCredential asked =
                users.credential("mallory", ScramMechanism.SCRAM_SHA_512).credential();
        ScramCredential checked = users.credential("mallory").credential();

        assertThat(asked.iterations()).isEqualTo(5000);
        assertThat(checked.iterations()).isEqualTo(5000);
        assertThat(checked.mechanism()).isEqualTo(ScramMechanism.SCRAM_SHA_512);
        assertThat(checked.fits("x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "{\"format\": 1}", "{\"format\": 1, \"secret\": \"\", \"users\": {\"a\": {\"X\": {}}}}"})
    void aFileThatCannotBeReadIsSaidToBeSoWithoutItsContents(String contents) {
        storage.writeBlob("users.json", contents.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(this::reopened)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("meta/users.json")
                .hasNoCause();
    }

    private StoredUsers reopened() {
        return StoredUsers.open(storage, random, Runnable::run);
    }

    private void done(UserAlteration alteration) {
        assertThat(error(users.alterNow(List.of(alteration)).get(0))).isNull();
    }

    private UserAlteration set(String user, ScramMechanism mechanism, String password) {
        return new UserAlteration(user, Set.of(), List.of(credential(mechanism, password, 4096)));
    }

    private static UserAlteration remove(String user, ScramMechanism mechanism) {
        return new UserAlteration(user, Set.of(mechanism), List.of());
    }

    private ScramCredential credential(ScramMechanism mechanism, String password, int iterations) {
        return ScramCredential.ofPassword(mechanism, password, iterations, random);
    }

    private static ErrorCode error(Result<Done> result) {
        return result instanceof Result.Refused<Done> refused ? refused.error().code() : null;
    }
}

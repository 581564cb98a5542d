package io.tailwater.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.dynamic.StoredSettings;
import io.tailwater.core.quota.StoredQuotas;
import io.tailwater.core.security.rule.StoredRules;
import io.tailwater.core.security.user.StoredUsers;
import io.tailwater.core.topic.OfflineCatalog;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A broker that cannot read what was kept says which file it is, and goes on with nothing in its place nor writes over it. */
class DamagedFilesTest {

    private static final Executor HERE = Runnable::run;

    /** What each file is read by, and what it must have beside its format but in the wrong shape. */
    private enum Kept {
        IDENTITY("broker.json", "\"clusterId\": null, \"leaderEpoch\": 0"),
        TOPICS("topics.json", "\"topics\": [{\"name\": \"words\", \"settings\": {}}]"),
        SETTINGS("settings.json", "\"node\": {\"max.connections\": null}, \"cluster\": {}, \"groups\": {}"),
        RULES("acls.json", "\"rules\": [{\"permission\": \"PERHAPS\"}]"),
        USERS("users.json", "\"secret\": \"AAAA\", \"users\": {\"ada\": {\"SCRAM-MD5\": {}}}"),
        QUOTAS("quotas.json", "\"quotas\": [{\"user\": \"ada\", \"values\": {\"producer_byte_rate\": -1}}]");

        final String blob;
        final String wrongContent;

        Kept(String blob, String wrongContent) {
            this.blob = blob;
            this.wrongContent = wrongContent;
        }

        void open(Context context, LogStorage storage) {
            switch (this) {
                case IDENTITY -> BrokerIdentity.establish(storage, UUID::randomUUID);
                case TOPICS -> new OfflineCatalog(storage).names();
                case SETTINGS -> StoredSettings.open(context, BrokerConfig.DEFAULTS, storage, HERE);
                case RULES -> StoredRules.open(context, storage, HERE);
                case USERS -> StoredUsers.open(storage, new SecureRandom(), HERE);
                case QUOTAS -> StoredQuotas.open(context, storage, HERE, System::nanoTime);
            }
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private LogStorage storage;

    @BeforeEach
    void open(@TempDir Path directory) {
        storage = new InMemoryLogStorageProvider()
                .open(new StorageContext(directory, Map.of(), new SystemFiles(), Clock.systemUTC(), HERE, HERE, HERE));
    }

    @AfterEach
    void close() throws Exception {
        storage.close();
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    static Stream<Arguments> damaged() {
        return Stream.of(Kept.values())
                .flatMap(kept -> Stream.of(
                                "",
                                "\0\0\0\0",
                                "{\"format\": 1, \"",
                                "nothing of the sort",
                                "[]",
                                "null",
                                "{}",
                                "{\"format\": \"one\"}",
                                "{\"format\": 1}",
                                "{\"format\": 1, " + kept.wrongContent + "}")
                        .map(text -> Arguments.of(kept, text)));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void namesTheFileAndWhatToDo(Kept kept, String text) {
        storage.writeBlob(kept.blob, text.getBytes(UTF_8));

        assertThatThrownBy(() -> kept.open(vertx.getOrCreateContext(), storage))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                .hasMessageStartingWith("meta/" + kept.blob + " (the ")
                .hasMessageContaining(") cannot be read: restore it from a backup");
        assertThat(storage.readBlob(kept.blob)).hasValue(text.getBytes(UTF_8));
    }

    static Stream<Kept> files() {
        return Stream.of(Kept.values());
    }

    @ParameterizedTest
    @MethodSource("files")
    void ofANewerFormatSaysWhichVersionReadsIt(Kept kept) {
        storage.writeBlob(kept.blob, "{\"format\": 9}".getBytes(UTF_8));

        assertThatThrownBy(() -> kept.open(vertx.getOrCreateContext(), storage))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED))
                .hasMessageStartingWith("meta/" + kept.blob + " (the ")
                .hasMessageContaining(") has format 9")
                .hasMessageContaining("use the version of Tailwater that wrote it");
    }
}

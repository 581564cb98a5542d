package io.tailwater.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.ClientSession;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredQuotasTest {

    private static final QuotaEntity ALICE = new QuotaEntity(new QuotaName("alice \"{\n"), QuotaName.DEFAULT, null);
    private static final QuotaEntity ADDRESS = new QuotaEntity(null, null, new QuotaName("10.0.0.1"));

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();

    @TempDir
    Path directory;

    private LogStorage storage;
    private StoredQuotas quotas;

    @BeforeEach
    void open() {
        storage = new InMemoryLogStorageProvider()
                .open(new StorageContext(
                        directory, Map.of(), new SystemFiles(), Clock.systemUTC(), worker, worker, worker));
        quotas = reopened();
    }

    @AfterEach
    void close() throws Exception {
        storage.close();
        vertx.close().await(60, TimeUnit.SECONDS);
        worker.shutdown();
    }

    private StoredQuotas reopened() {
        return StoredQuotas.open(vertx.getOrCreateContext(), storage, worker, System::nanoTime);
    }

    private List<Result<Done>> alter(boolean validateOnly, QuotaEdit... edits) throws Exception {
        return quotas.alter(List.of(edits), validateOnly).await(60, TimeUnit.SECONDS);
    }

    private static QuotaEdit set(QuotaEntity entity, QuotaKey key, double value) {
        return new QuotaEdit(entity, Map.of(key, OptionalDouble.of(value)));
    }

    private static QuotaEdit remove(QuotaEntity entity, QuotaKey key) {
        return new QuotaEdit(entity, Map.of(key, OptionalDouble.empty()));
    }

    private static void assertRefused(Result<Done> result, String sentence) {
        assertThat(result).isInstanceOfSatisfying(Result.Refused.class, refused -> {
            assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(refused.error().message()).contains(sentence);
        });
    }

    @Test
    void keepsQuotasOverARestart() throws Exception {
        alter(
                false,
                set(ALICE, QuotaKey.PRODUCER_BYTE_RATE, 1024),
                set(ALICE, QuotaKey.REQUEST_PERCENTAGE, 12.5),
                set(ADDRESS, QuotaKey.CONNECTION_CREATION_RATE, 3));
        assertThat(quotas.table().quotas())
                .isEqualTo(Map.of(
                        ALICE, Map.of(QuotaKey.PRODUCER_BYTE_RATE, 1024.0, QuotaKey.REQUEST_PERCENTAGE, 12.5),
                        ADDRESS, Map.of(QuotaKey.CONNECTION_CREATION_RATE, 3.0)));
        assertThat(reopened().table()).isEqualTo(quotas.table());

        alter(
                false,
                remove(ALICE, QuotaKey.PRODUCER_BYTE_RATE),
                remove(ALICE, QuotaKey.REQUEST_PERCENTAGE),
                remove(ADDRESS, QuotaKey.CONNECTION_CREATION_RATE));
        assertThat(reopened().table()).isEqualTo(QuotaTable.EMPTY);
        assertThat(quotas.limits(null, ClientSession.anonymous("10.0.0.1"), "app"))
                .isNull();
    }

    @Test
    void changesNothingWhenItIsOnlyAskedWhetherItWould() throws Exception {
        assertThat(alter(true, set(ALICE, QuotaKey.PRODUCER_BYTE_RATE, 1024))).containsExactly(Result.ok(Done.DONE));
        assertThat(quotas.table()).isEqualTo(QuotaTable.EMPTY);
        assertThat(reopened().table()).isEqualTo(QuotaTable.EMPTY);
    }

    @Test
    void refusesWhatCannotBeAndDoesTheRest() throws Exception {
        List<Result<Done>> results = alter(
                false,
                set(ALICE, QuotaKey.PRODUCER_BYTE_RATE, 0),
                set(ALICE, QuotaKey.PRODUCER_BYTE_RATE, 1.5),
                set(ALICE, QuotaKey.REQUEST_PERCENTAGE, Double.NaN),
                set(ALICE, QuotaKey.CONNECTION_CREATION_RATE, 1),
                set(ADDRESS, QuotaKey.CONSUMER_BYTE_RATE, 1),
                set(new QuotaEntity(null, null, null), QuotaKey.CONSUMER_BYTE_RATE, 1),
                set(
                        new QuotaEntity(null, null, new QuotaName("host.example.org")),
                        QuotaKey.CONNECTION_CREATION_RATE,
                        1),
                set(new QuotaEntity(ALICE.user(), null, ADDRESS.ip()), QuotaKey.CONNECTION_CREATION_RATE, 1),
                set(new QuotaEntity(new QuotaName("x".repeat(2_000)), null, null), QuotaKey.CONSUMER_BYTE_RATE, 1),
                set(ALICE, QuotaKey.CONSUMER_BYTE_RATE, 7));
        assertRefused(results.get(0), "producer_byte_rate must be greater than 0");
        assertRefused(results.get(1), "producer_byte_rate must be a whole number");
        assertRefused(results.get(2), "request_percentage must be greater than 0");
        assertRefused(results.get(3), "is for addresses");
        assertRefused(results.get(4), "not for addresses");
        assertRefused(results.get(5), "none of them is named");
        assertRefused(results.get(6), "not an IP address");
        assertRefused(results.get(7), "as well");
        assertRefused(results.get(8), "1024 characters");
        assertThat(results.get(9)).isEqualTo(Result.ok(Done.DONE));
        assertThat(quotas.table().quotas()).isEqualTo(Map.of(ALICE, Map.of(QuotaKey.CONSUMER_BYTE_RATE, 7.0)));
    }

    @Test
    void keepsABoundedNumber() throws Exception {
        List<QuotaEdit> edits = new ArrayList<>();
        for (int i = 0; i <= StoredQuotas.MOST_ENTITIES; i++) {
            edits.add(set(new QuotaEntity(new QuotaName("user-" + i), null, null), QuotaKey.CONSUMER_BYTE_RATE, i + 1));
        }
        List<Result<Done>> results = quotas.alter(edits, false).await(60, TimeUnit.SECONDS);
        assertThat(results.get(StoredQuotas.MOST_ENTITIES)).isInstanceOf(Result.Refused.class);
        assertThat(quotas.table().quotas()).hasSize(StoredQuotas.MOST_ENTITIES);
    }
}

package io.tailwater.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.security.ClientSession;
import io.tailwater.spi.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuotaEngineTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long now = 7 * SECOND;
    private final QuotaEngine engine = new QuotaEngine(() -> now);

    private void set(@Nullable QuotaName user, @Nullable QuotaName clientId, QuotaKey key, double value) {
        set(new QuotaEntity(user, clientId, null), key, value);
    }

    private void set(QuotaEntity entity, QuotaKey key, double value) {
        engine.use(engine.table().with(new QuotaEdit(entity, Map.of(key, OptionalDouble.of(value)))));
    }

    private void remove(QuotaEntity entity, QuotaKey key) {
        engine.use(engine.table().with(new QuotaEdit(entity, Map.of(key, OptionalDouble.empty()))));
    }

    private static QuotaName named(String name) {
        return new QuotaName(name);
    }

    private static ClientSession session(String user) {
        return new ClientSession(Principal.user(user), "127.0.0.1", Long.MAX_VALUE);
    }

    private ClientLimits limits(String user, String clientId) {
        ClientLimits limits = engine.limits(null, session(user), clientId);
        assertThat(limits).isNotNull();
        return limits;
    }

    @Test
    void asksNothingOfAnybodyWhileThereIsNoQuota() {
        assertThat(engine.limits(null, session("alice"), "app")).isNull();
        QuotaEntity alice = new QuotaEntity(named("alice"), null, null);
        set(alice, QuotaKey.PRODUCER_BYTE_RATE, 10);
        assertThat(engine.limits(null, session("bob"), "app")).isNotNull();
        remove(alice, QuotaKey.PRODUCER_BYTE_RATE);
        assertThat(engine.limits(null, session("alice"), "app")).isNull();
        assertThat(engine.table().quotas()).isEmpty();
    }

    /** The eight levels of Kafka's documentation, the strongest first. */
    @Test
    void findsTheQuotaThatSaysMostAboutAClientWhicheverAreSet() {
        record Level(@Nullable QuotaName user, @Nullable QuotaName clientId) {}
        List<Level> strongestFirst = new ArrayList<>(List.of(
                new Level(named("alice"), named("app")),
                new Level(named("alice"), QuotaName.DEFAULT),
                new Level(named("alice"), null),
                new Level(QuotaName.DEFAULT, named("app")),
                new Level(QuotaName.DEFAULT, QuotaName.DEFAULT),
                new Level(QuotaName.DEFAULT, null),
                new Level(null, named("app")),
                new Level(null, QuotaName.DEFAULT)));
        for (int chosen = 1; chosen < 1 << 8; chosen++) {
            QuotaTable table = QuotaTable.EMPTY;
            for (int level = 0; level < 8; level++) {
                if ((chosen & 1 << level) != 0) {
                    Level of = strongestFirst.get(level);
                    table = table.with(new QuotaEdit(
                            new QuotaEntity(of.user(), of.clientId(), null),
                            Map.of(QuotaKey.CONSUMER_BYTE_RATE, OptionalDouble.of(level + 1))));
                }
            }
            QuotaTable.Found found = table.find(QuotaKey.CONSUMER_BYTE_RATE, "alice", "app");
            assertThat(found).as("levels %s", Integer.toBinaryString(chosen)).isNotNull();
            assertThat(found.perSecond())
                    .as("levels %s", Integer.toBinaryString(chosen))
                    .isEqualTo(Integer.numberOfTrailingZeros(chosen) + 1.0);
            assertThat(table.find(QuotaKey.PRODUCER_BYTE_RATE, "alice", "app")).isNull();
        }
    }

    @Test
    void sharesAQuotaAmongThoseItIsForAndNobodyElse() {
        set(QuotaName.DEFAULT, null, QuotaKey.PRODUCER_BYTE_RATE, 100);
        set(named("bob"), QuotaName.DEFAULT, QuotaKey.PRODUCER_BYTE_RATE, 100);
        assertThat(limits("alice", "one").produced(1_000)).isZero();
        assertThat(limits("alice", "two").produced(100))
                .as("alice's other program")
                .isEqualTo(1_000);
        assertThat(limits("carol", "one").produced(1_000)).as("another user").isZero();
        assertThat(limits("bob", "one").produced(1_000)).isZero();
        assertThat(limits("bob", "two").produced(1_000))
                .as("counted by client id")
                .isZero();
        assertThat(limits("bob", "two").produced(100)).isEqualTo(1_000);
    }

    @Test
    void putsAChangeIntoForceForThoseThatAskAgain() {
        set(named("alice"), null, QuotaKey.PRODUCER_BYTE_RATE, 1_000);
        ClientLimits before = limits("alice", "app");
        assertThat(before.produced(2_000)).isZero();
        assertThat(engine.limits(before, session("alice"), "app")).isSameAs(before);
        assertThat(engine.limits(before, session("alice"), "other")).isNotSameAs(before);
        set(named("alice"), null, QuotaKey.PRODUCER_BYTE_RATE, 100);
        ClientLimits after = engine.limits(before, session("alice"), "app");
        assertThat(after).isNotSameAs(before);
        assertThat(after.produced(0)).as("what was produced before counts").isEqualTo(10_000);
    }

    @Test
    void sendsNothingOverTheQuotaAndCountsNothingThatWasNotSent() {
        set(named("alice"), null, QuotaKey.CONSUMER_BYTE_RATE, 100);
        ClientLimits alice = limits("alice", "app");
        assertThat(alice.maxFetchBytes(1 << 20)).isEqualTo(1_000);
        assertThat(alice.tryFetch(5_000))
                .as("a batch larger than the quota, when nothing was sent")
                .isZero();
        assertThat(alice.tryFetch(1)).isEqualTo(40_010);
        assertThat(alice.tryFetch(1)).as("the same again").isEqualTo(40_010);
        assertThat(alice.tryFetch(5_000)).as("until nothing is owed").isEqualTo(50_000);
        now += 50 * SECOND;
        assertThat(alice.tryFetch(900)).isZero();
        assertThat(alice.tryFetch(100)).isZero();
        assertThat(alice.tryFetch(100)).isEqualTo(1_000);
        assertThat(alice.fetched(100)).as("what was sent already is counted").isEqualTo(1_000);
    }

    @Test
    void refusesChangesOfTopicsOnlyWhenTheElevenSecondsAtOnceAreUsedUp() {
        set(null, named("app"), QuotaKey.CONTROLLER_MUTATION_RATE, 2);
        ClientLimits app = limits("alice", "app");
        assertThat(app.tryMutate(22)).isZero();
        assertThat(app.tryMutate(4)).as("used up, but not overdrawn").isZero();
        assertThat(app.tryMutate(1)).isEqualTo(2_000);
        now += SECOND;
        assertThat(app.tryMutate(1)).isEqualTo(1_000);
        assertThat(app.mutated(2)).as("of clients that cannot be refused").isEqualTo(2_000);
        now += 2 * SECOND;
        assertThat(app.tryMutate(1)).isZero();
    }

    @Test
    void throttlesForTimeOnTheLoopBySteadyStepsOfAtMostASecond() {
        set(null, named("app"), QuotaKey.REQUEST_PERCENTAGE, 10);
        ClientLimits app = limits("alice", "app");
        assertThat(app.timesRequests()).isTrue();
        assertThat(app.worked(SECOND)).isZero();
        assertThat(app.worked(SECOND / 100)).isEqualTo(100);
        assertThat(app.worked(SECOND)).isEqualTo(1_000);
        assertThat(limits("alice", "other").timesRequests()).isFalse();
    }

    @Test
    void countsConnectionsByAddressInWhateverWayItIsWritten() {
        set(new QuotaEntity(null, null, named("::1")), QuotaKey.CONNECTION_CREATION_RATE, 1);
        for (int i = 0; i < 10; i++) {
            assertThat(connect("0:0:0:0:0:0:0:1")).isZero();
        }
        assertThat(connect("0:0:0:0:0:0:0:1")).isEqualTo(1_000);
        assertThat(connect("10.0.0.1")).isZero();
    }

    private long connect(String ip) {
        return engine.connectionMillis(ip, Integer.MAX_VALUE);
    }

    @Test
    void letsConnectionsWaitForTenSecondsAtMostAndForgetsThoseItRefuses() {
        for (int i = 0; i < 40; i++) {
            assertThat(engine.connectionMillis("10.0.0." + i, 2)).isEqualTo(Math.max(0, (i - 19) * 500));
        }
        assertThat(engine.connectionMillis("10.0.0.1", 2)).isEqualTo(10_500);
        for (int i = 0; i < 100; i++) {
            assertThat(engine.connectionMillis("10.0.0.1", 2)).isEqualTo(Quotas.REFUSED);
        }
        now += SECOND;
        assertThat(engine.connectionMillis("10.0.0.1", 2))
                .as("as if the hundred had not been")
                .isEqualTo(10_000);
    }

    @Test
    void remembersABoundedNumberOfClientsAndForgetsThoseThatDoNothing() {
        set(null, QuotaName.DEFAULT, QuotaKey.PRODUCER_BYTE_RATE, 10);
        ClientLimits first = limits("alice", "client-0");
        assertThat(first.produced(90)).isZero();
        for (int i = 1; i < QuotaEngine.MOST_USAGES + 100; i++) {
            limits("alice", "client-" + i).produced(1);
        }
        assertThat(engine.remembered()).isEqualTo(QuotaEngine.MOST_USAGES + 1);
        assertThat(limits("alice", "one more").produced(11))
                .as("with the hundred before")
                .isPositive();

        now += 5 * SECOND;
        first.produced(90);
        now += 7 * SECOND;
        ClientLimits again = engine.limits(first, session("alice"), "client-0");
        assertThat(limits("alice", "yet another").produced(1)).isZero();
        assertThat(engine.remembered()).as("client-0 and the new one").isEqualTo(2);
        again = engine.limits(again, session("alice"), "client-0");
        assertThat(again.produced(50))
                .as("sixty bytes more than came in, of a hundred")
                .isEqualTo(1_000);
    }

    @Test
    void neverLetsMoreThroughThanTheQuotaAndWhatMayComeAtOnce() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        double quota = 1_000;
        set(named("alice"), null, QuotaKey.PRODUCER_BYTE_RATE, quota);
        ClientLimits[] connections = new ClientLimits[3];
        long[] mutedUntil = new long[3];
        long began = now;
        double total = 0;
        int largest = 2_000;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(200_000_000);
            int connection = random.nextInt(3);
            if (now < mutedUntil[connection]) {
                continue;
            }
            connections[connection] = engine.limits(connections[connection], session("alice"), "app");
            int bytes = random.nextInt(largest);
            total += bytes;
            long throttle = connections[connection].produced(bytes);
            mutedUntil[connection] = now + throttle * 1_000_000;
            double seconds = (now - began) / (double) SECOND;
            assertThat(total)
                    .as("seed %d, step %d", seed, i)
                    .isLessThanOrEqualTo(quota * (seconds + 10) + 3.0 * largest);
        }
    }
}

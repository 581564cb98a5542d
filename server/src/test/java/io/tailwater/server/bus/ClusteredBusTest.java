package io.tailwater.server.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.eventbus.DurableBus;
import io.tailwater.core.eventbus.TailOptions;
import io.tailwater.server.Tailwater;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verticle on a node without a broker uses the one of another node. */
@Tag("thorough")
class ClusteredBusTest {

    private static final int RECORDS = 200;

    @TempDir
    Path directory;

    @Test
    void producesToAndTailsTheBrokerOfAnotherNode() throws Exception {
        HazelcastClusterManager first = member(List.of());
        Vertx withBroker = join(first);
        int port = first.getHazelcastInstance()
                .getCluster()
                .getLocalMember()
                .getAddress()
                .getPort();
        Vertx without = join(member(List.of(port)));
        try (Tailwater tailwater = Tailwater.start(
                BrokerConfig.DEFAULTS.withDataDirectory(directory).withFreePorts(), withBroker)) {
            assertThat(tailwater.kafkaPort()).isPositive();
            DurableBus bus = new DurableBus(without);
            List<Future<?>> produced = new ArrayList<>();
            for (int n = 0; n < RECORDS; n++) {
                produced.add(bus.produce("afar", "key", new JsonObject().put("n", n)));
            }
            await(Future.all(produced));
            BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
            without.runOnContext(
                    v -> bus.tail(TailOptions.of("afar").from("earliest").window(10))
                            .handler(record -> received.add(record.json().getInteger("n"))));
            for (int n = 0; n < RECORDS; n++) {
                assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo(n);
            }
        } finally {
            await(without.close());
            await(withBroker.close());
        }
    }

    /** On whatever port is free; the first one knows no others. */
    private static HazelcastClusterManager member(List<Integer> others) {
        Config config = ConfigUtil.loadConfig();
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.getNetworkConfig().setPort(0).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        others.forEach(port -> join.getTcpIpConfig().addMember("127.0.0.1:" + port));
        return new HazelcastClusterManager(config);
    }

    private static Vertx join(HazelcastClusterManager member) throws Exception {
        return await(Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
                .withClusterManager(member)
                .buildClustered());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}

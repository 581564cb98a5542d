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
import java.io.IOException;
import java.net.ServerSocket;
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
        int port = freePort();
        int other = freePort();
        Vertx withBroker = join(port, List.of(port, other));
        Vertx without = join(other, List.of(port, other));
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

    private static Vertx join(int port, List<Integer> members) throws Exception {
        Config config = ConfigUtil.loadConfig();
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        members.forEach(member -> join.getTcpIpConfig().addMember("127.0.0.1:" + member));
        return await(Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
                .withClusterManager(new HazelcastClusterManager(config))
                .buildClustered());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}

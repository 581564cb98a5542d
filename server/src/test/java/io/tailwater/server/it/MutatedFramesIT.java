package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;

/** Requests of every API and version with something wrong in them: answered or closed, and the broker stays healthy. */
class MutatedFramesIT {

    private static final long MEGABYTE = 1 << 20;
    private static final RunningBroker BROKER =
            RunningBroker.aloneWith(setup -> setup.withConf("{\"topics\": {\"maxPartitions\": 500}}"));
    private static final List<ApiVersion> APIS = new ArrayList<>();
    private static final Set<Short> WAITING =
            Set.of(ApiKeys.PRODUCE.id, ApiKeys.FETCH.id, ApiKeys.JOIN_GROUP.id, ApiKeys.SYNC_GROUP.id);

    @BeforeContainer
    static void start() throws IOException {
        BROKER.start();
        try (Admin admin = BROKER.clients().admin()) {
            new Topics(admin).create(ValidRequests.TOPIC, 1);
        }
        try (RawConnection connection = RawConnection.to(BROKER.address())) {
            APIS.addAll(connection
                    .exchange(ApiKeys.API_VERSIONS, 0, new ApiVersionsRequestData(), ApiVersionsResponseData.class)
                    .apiKeys());
        }
    }

    @AfterContainer
    static void stop() throws IOException {
        APIS.clear();
        BROKER.stop();
    }

    @Property(tries = 60)
    void answersOrClosesAndStaysHealthy(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        ProcessVitals vitals = new ProcessVitals(BROKER.process().pid());
        try (Bystander bystander = Bystander.beside(BROKER)) {
            bystander.worksOn(2);
            long before = ProcessVitals.available() ? vitals.anonymousBytes() : 0;
            for (int i = 0; i < 50; i++) {
                sendSpoilt(random);
            }
            bystander.worksOn(2);
            if (ProcessVitals.available()) {
                assertThat(vitals.anonymousBytes() - before).isLessThan(64 * MEGABYTE);
            }
        }
        assertThat(BROKER.process().running()).isTrue();
    }

    private static void sendSpoilt(Random random) throws IOException {
        ApiVersion served = APIS.get(random.nextInt(APIS.size()));
        ApiKeys api = ApiKeys.forId(served.apiKey());
        int oldest = Math.max(served.minVersion(), api.oldestVersion());
        int version = oldest + random.nextInt(served.maxVersion() - oldest + 1);
        ByteBuffer frame = new FrameMutation(random).spoil(ValidRequests.frame(api, version, 1));
        try (RawConnection connection = RawConnection.to(BROKER.address())) {
            connection.send(frame);
            // Produce with acks=0 has no answer; a fetch may ask to wait for days, members wait for other members:
            // these
            // end when the client hangs up.
            if (maySilentlyWait(frame)) {
                connection.responsesUntilClosed();
            } else {
                Optional<ByteBuffer> answer = connection.receiveFrame();
                answer.ifPresent(response -> assertThat(response.getInt(0))
                        .as("correlation id")
                        .isEqualTo(frame.getInt(Integer.BYTES + 2 * Short.BYTES)));
            }
        }
    }

    private static boolean maySilentlyWait(ByteBuffer frame) {
        if (frame.limit() < Integer.BYTES + Short.BYTES) {
            return false;
        }
        short key = frame.getShort(Integer.BYTES);
        return WAITING.contains(key);
    }
}

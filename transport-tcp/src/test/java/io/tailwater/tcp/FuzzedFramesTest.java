package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.tcp.api.ApiHandler;
import io.tailwater.tcp.api.ApiHandlers;
import io.tailwater.tcp.api.CoreBroker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every API in every version that is served, new ones by themselves: frames as the schema allows them, the same with something
 * wrong, and the same cut short. The broker answers or closes, fails nowhere, keeps no buffer, and others notice nothing.
 *
 * <p>A seed that failed is run again by putting it into {@link #SEED}.
 */
@Timeout(300)
class FuzzedFramesTest {

    private static final long SEED = System.nanoTime();

    private CoreBroker core;
    private FuzzedBroker broker;
    private BugWatch bugs;
    private Random random;

    @BeforeEach
    void start() throws Exception {
        System.out.println("FuzzedFramesTest: seed " + SEED);
        random = new Random(SEED);
        bugs = BugWatch.begin();
        core = CoreBroker.start();
        broker = FuzzedBroker.of(core);
    }

    @AfterEach
    void stop() throws Exception {
        try {
            broker.awaitNothingUnderWay();
        } finally {
            core.close();
            bugs.close();
        }
        bugs.assertNoneSeen();
        LeakWatch.assertNothingLeaked();
    }

    @Test
    void answersEveryRequestThatTheSchemaAllows() throws Exception {
        for (Api api : apis()) {
            sendValid(api, 2);
        }
    }

    @Test
    void answersOrClosesOnSpoiltFrames() throws Exception {
        sendSpoilt(3);
    }

    @Test
    @Tag("thorough")
    void answersOrClosesOnManySpoiltFrames() throws Exception {
        sendSpoilt(300);
    }

    @Test
    void changesNothingForAFrameThatIsCutShort() throws Exception {
        String before = broker.state();
        for (Api api : apis()) {
            for (int i = 0; i < 5; i++) {
                broker.sendAndFinish(
                        SpoiltFrame.cut(broker.requests(random).frame(api.key(), api.version(), i), random));
            }
            assertThat(broker.state()).as("after %s", api).isEqualTo(before);
        }
    }

    @Test
    void changesNothingWhenItIsOnlyAsked() throws Exception {
        String before = broker.state();
        for (Api api : apis()) {
            if (asksOnly(api.key())) {
                for (int i = 0; i < 5; i++) {
                    byte[] frame = broker.requests(random).frame(api.key(), api.version(), i);
                    broker.sendAndFinish(frame);
                    broker.sendAndFinish(SpoiltFrame.of(frame, random));
                }
                assertThat(broker.state()).as("after %s", api).isEqualTo(before);
            }
        }
    }

    private void sendValid(Api api, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            broker.makeTopics();
            byte[] frame = broker.requests(random).frame(api.key(), api.version(), i);
            try (WireClient client = broker.connect()) {
                assertThat(client.send(frame).receiveCorrelationId())
                        .as("an answer to %s", api)
                        .isEqualTo(i);
            } catch (IOException e) {
                throw new AssertionError("no answer to " + api + ", seed " + SEED, e);
            }
        }
    }

    private void sendSpoilt(int times) throws Exception {
        String untouched = broker.untouched();
        try (WireClient bystander = broker.connect()) {
            for (Api api : apis()) {
                for (int i = 0; i < times; i++) {
                    broker.makeTopics();
                    byte[] frame = broker.requests(random).frame(api.key(), api.version(), i);
                    broker.sendAndFinish(SpoiltFrame.of(frame, random));
                }
                broker.assertServes(bystander);
                assertThat(broker.untouched()).as("after %s", api).isEqualTo(untouched);
            }
        }
    }

    private static boolean asksOnly(ApiKeys key) {
        return Stream.of("DESCRIBE", "LIST_", "OFFSET_FETCH", "OFFSET_FOR_LEADER_EPOCH", "API_VERSIONS")
                        .anyMatch(key.name()::contains)
                || key == ApiKeys.FETCH;
    }

    private record Api(ApiKeys key, short version) {}

    private List<Api> apis() {
        ApiHandlers handlers = ApiHandlers.of(core.broker());
        List<Api> apis = new ArrayList<>();
        for (ApiKeys key : ApiKeys.values()) {
            ApiHandler<?, ?> handler = handlers.find(key.id);
            if (handler != null) {
                for (int version = handler.versions().lowest();
                        version <= handler.versions().highest();
                        version++) {
                    apis.add(new Api(key, (short) version));
                }
            }
        }
        return apis;
    }
}

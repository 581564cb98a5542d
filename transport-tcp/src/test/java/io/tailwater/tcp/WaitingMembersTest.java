package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.LimitsConfig;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.result.Result;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members that wait for a rebalance keep their own connections waiting and nobody else. */
class WaitingMembersTest {

    private static final int KILOBYTE = 1 << 10;
    private static final int TOTAL_REQUEST_BYTES = 64 * KILOBYTE;
    private static final LimitsConfig LITTLE_ROOM = new LimitsConfig(
            32 * KILOBYTE,
            1000,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            10_000,
            4,
            32 * KILOBYTE,
            TOTAL_REQUEST_BYTES,
            1 << 20,
            10,
            0);

    private final Promise<Result<JoinAnswer>> rebalanced = Promise.promise();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(LITTLE_ROOM);
        server.broker().groups().answerBy(rebalanced.future());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        LeakWatch.assertNothingLeaked();
    }

    @Test
    void leaveRoomForTheRequestsOfOthers() throws Exception {
        List<WireClient> members = new ArrayList<>();
        int count = 3 * TOTAL_REQUEST_BYTES / (16 * KILOBYTE);
        for (int i = 0; i < count; i++) {
            members.add(new WireClient(server.port()).send(join(16 * KILOBYTE), 9, i));
        }
        Eventually.until("all wait", () -> server.broker().groups().asked().size() == count);
        try (WireClient other = new WireClient(server.port())) {
            other.send(new ApiVersionsRequestData(), 2, 1).receiveCorrelationId();
        }

        rebalanced.complete(Result.ok(new JoinAnswer.MemberIdRequired("member")));

        for (WireClient member : members) {
            assertThat(member.receive(new JoinGroupResponseData(), 9).body().memberId())
                    .isEqualTo("member");
            member.close();
        }
    }

    @Test
    void getLaterAnswersAfterThatOfTheRebalance() throws Exception {
        try (WireClient member = new WireClient(server.port())) {
            member.send(join(10), 9, 1).send(new HeartbeatRequestData(), 4, 2);
            Eventually.until("both", () -> server.broker().groups().asked().size() == 2);

            rebalanced.complete(Result.ok(new JoinAnswer.MemberIdRequired("member")));

            assertThat(member.receiveCorrelationId()).isEqualTo(1);
            assertThat(member.receiveCorrelationId()).isEqualTo(2);
        }
    }

    @Test
    void mayBeGoneWhenTheRebalanceEnds() throws Exception {
        try (WireClient member = new WireClient(server.port())) {
            member.send(join(10), 9, 1);
            Eventually.until("it waits", () -> server.broker().groups().asked().size() == 1);
            member.finish();
        }
        rebalanced.complete(Result.ok(new JoinAnswer.MemberIdRequired("member")));

        try (WireClient other = new WireClient(server.port())) {
            other.send(new ApiVersionsRequestData(), 2, 1).receiveCorrelationId();
        }
    }

    @Test
    void doNotKeepABrokerFromStopping() throws Exception {
        try (WireClient member = new WireClient(server.port())) {
            member.send(join(10), 9, 1);
            Eventually.until("it waits", () -> server.broker().groups().asked().size() == 1);

            server.vertx().undeploy(server.deployment()).await(60, TimeUnit.SECONDS);

            assertThat(member.closedByServer()).isTrue();
        }
    }

    private static JoinGroupRequestData join(int metadataBytes) {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[metadataBytes]));
        return new JoinGroupRequestData()
                .setGroupId("readers")
                .setSessionTimeoutMs(10_000)
                .setProtocolType("consumer")
                .setProtocols(protocols);
    }
}

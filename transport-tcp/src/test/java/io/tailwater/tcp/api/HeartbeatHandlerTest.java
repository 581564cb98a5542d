package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.Heartbeat;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class HeartbeatHandlerTest {

    private final GroupExchange<HeartbeatRequestData, HeartbeatResponseData> exchange =
            GroupExchange.with(new HeartbeatHandler());

    @Test
    void saysWhoLivesInEveryVersion() {
        exchange.groups().answer(Result.ok(Done.DONE));
        for (int version = 0; version <= 4; version++) {
            assertThat(exchange.ask(version, request(version))).isEqualTo(new HeartbeatResponseData());
            assertThat(exchange.asked(Heartbeat.class))
                    .isEqualTo(new Heartbeat("readers", new MemberClaim("member", version < 3 ? null : "instance", 7)));
        }
    }

    @Test
    void saysARefusalAndAFailureInEveryVersion() {
        exchange.groups().refuse(ErrorCode.REBALANCE_IN_PROGRESS);
        for (int version = 0; version <= 4; version++) {
            assertThat(exchange.ask(version, request(version)).errorCode())
                    .isEqualTo(Errors.REBALANCE_IN_PROGRESS.code());
            assertThat(exchange.failed(version, request(version), Errors.UNKNOWN_SERVER_ERROR)
                            .errorCode())
                    .isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
        }
    }

    @Test
    void keepsMembersQuietWhileTheirGroupIsRead() {
        exchange.groups().refuse(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(exchange.ask(4, request(4)).errorCode()).isZero();
    }

    private static HeartbeatRequestData request(int version) {
        return new HeartbeatRequestData()
                .setGroupId("readers")
                .setMemberId("member")
                .setGenerationId(7)
                .setGroupInstanceId(version < 3 ? null : "instance");
    }
}

package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.group.SyncGroup;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class SyncGroupHandlerTest {

    private static final byte[] SHARE = {1, 2, 3};

    private final GroupExchange<SyncGroupRequestData, SyncGroupResponseData> exchange =
            GroupExchange.with(new SyncGroupHandler());

    @Test
    void asksForWhatEachVersionCanSay() {
        for (int version = 0; version <= 5; version++) {
            exchange.ask(version, request(version));

            assertThat(exchange.asked(SyncGroup.class))
                    .as("version %d", version)
                    .isEqualTo(new SyncGroup(
                            "readers",
                            new MemberClaim("member", version < 3 ? null : "instance", 7),
                            version < 5 ? null : "consumer",
                            version < 5 ? null : "range",
                            Map.of("member", OpaqueBytes.of(SHARE), "other", OpaqueBytes.EMPTY)));
        }
    }

    @Test
    void tellsAMemberItsShare() {
        exchange.groups().answer(Result.ok(new SyncAnswer("consumer", "range", OpaqueBytes.of(SHARE))));
        for (int version = 0; version <= 5; version++) {
            assertThat(exchange.ask(version, request(version)))
                    .as("version %d", version)
                    .isEqualTo(new SyncGroupResponseData()
                            .setProtocolType(version < 5 ? null : "consumer")
                            .setProtocolName(version < 5 ? null : "range")
                            .setAssignment(SHARE));
        }
    }

    @Test
    void wantsTheProtocolSaidInVersion5() {
        for (SyncGroupRequestData request :
                List.of(request(5).setProtocolName(null), request(5).setProtocolType(null))) {
            assertThat(exchange.ask(5, request).errorCode()).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL.code());
        }
        assertThat(exchange.groups().asked()).isEmpty();
    }

    @Test
    void saysARefusalAndAFailureInEveryVersion() {
        exchange.groups().refuse(ErrorCode.REBALANCE_IN_PROGRESS);
        for (int version = 0; version <= 5; version++) {
            assertThat(exchange.ask(version, request(version)))
                    .isEqualTo(new SyncGroupResponseData().setErrorCode(Errors.REBALANCE_IN_PROGRESS.code()));
            assertThat(exchange.failed(version, request(version), Errors.UNKNOWN_SERVER_ERROR))
                    .isEqualTo(new SyncGroupResponseData().setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code()));
        }
    }

    private static SyncGroupRequestData request(int version) {
        return new SyncGroupRequestData()
                .setGroupId("readers")
                .setMemberId("member")
                .setGenerationId(7)
                .setGroupInstanceId(version < 3 ? null : "instance")
                .setProtocolType("consumer")
                .setProtocolName("range")
                .setAssignments(List.of(
                        new SyncGroupRequestAssignment().setMemberId("member").setAssignment(SHARE),
                        new SyncGroupRequestAssignment().setMemberId("other").setAssignment(new byte[0])));
    }
}

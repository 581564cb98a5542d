package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.LeaveGroup;
import io.tailwater.core.group.LeaveGroup.LeavingMember;
import io.tailwater.core.group.LeftMember;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import java.util.List;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class LeaveGroupHandlerTest {

    private static final BrokerError UNKNOWN = new BrokerError(ErrorCode.UNKNOWN_MEMBER_ID, "nobody");

    private final GroupExchange<LeaveGroupRequestData, LeaveGroupResponseData> exchange =
            GroupExchange.with(new LeaveGroupHandler());

    @Test
    void takesOneMemberOutBeforeVersion3() {
        for (int version = 0; version <= 2; version++) {
            exchange.groups().answer(Result.ok(List.of(new LeftMember("first", null, null))));
            assertThat(exchange.ask(version, one())).isEqualTo(new LeaveGroupResponseData());
            assertThat(exchange.asked(LeaveGroup.class))
                    .isEqualTo(new LeaveGroup("readers", List.of(new LeavingMember("first", null, null))));

            exchange.groups().answer(Result.ok(List.of(new LeftMember("first", null, UNKNOWN))));
            assertThat(exchange.ask(version, one()))
                    .isEqualTo(new LeaveGroupResponseData().setErrorCode(Errors.UNKNOWN_MEMBER_ID.code()));
        }
    }

    @Test
    void takesSeveralMembersOutSinceVersion3() {
        exchange.groups()
                .answer(Result.ok(
                        List.of(new LeftMember("first", null, null), new LeftMember("", "instance", UNKNOWN))));
        for (int version = 3; version <= 5; version++) {
            assertThat(exchange.ask(version, several()))
                    .isEqualTo(new LeaveGroupResponseData()
                            .setMembers(List.of(
                                    member("first", null, Errors.NONE),
                                    member("", "instance", Errors.UNKNOWN_MEMBER_ID))));
            assertThat(exchange.asked(LeaveGroup.class))
                    .isEqualTo(new LeaveGroup(
                            "readers",
                            List.of(
                                    new LeavingMember("first", null, version < 5 ? null : "done"),
                                    new LeavingMember("", "instance", null))));
        }
    }

    @Test
    void tellsEveryMemberThatTheGroupIsUnknown() {
        exchange.groups().refuse(ErrorCode.UNKNOWN_MEMBER_ID);
        for (int version = 0; version <= 2; version++) {
            assertThat(exchange.ask(version, one()).errorCode()).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
        }
        for (int version = 3; version <= 5; version++) {
            assertThat(exchange.ask(version, several()))
                    .isEqualTo(new LeaveGroupResponseData()
                            .setMembers(List.of(
                                    member("first", null, Errors.UNKNOWN_MEMBER_ID),
                                    member("", "instance", Errors.UNKNOWN_MEMBER_ID))));
        }
    }

    @Test
    void saysARefusalAndAFailureInEveryVersion() {
        exchange.groups().refuse(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        for (int version = 0; version <= 5; version++) {
            LeaveGroupRequestData request = version < 3 ? one() : several();
            assertThat(exchange.ask(version, request))
                    .isEqualTo(new LeaveGroupResponseData().setErrorCode(Errors.COORDINATOR_NOT_AVAILABLE.code()));
            assertThat(exchange.failed(version, request, Errors.UNKNOWN_SERVER_ERROR)
                            .errorCode())
                    .isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
        }
    }

    private static MemberResponse member(String memberId, String instanceId, Errors error) {
        return new MemberResponse()
                .setMemberId(memberId)
                .setGroupInstanceId(instanceId)
                .setErrorCode(error.code());
    }

    private static LeaveGroupRequestData one() {
        return new LeaveGroupRequestData().setGroupId("readers").setMemberId("first");
    }

    private static LeaveGroupRequestData several() {
        return new LeaveGroupRequestData()
                .setGroupId("readers")
                .setMembers(List.of(
                        new MemberIdentity().setMemberId("first").setReason("done"),
                        new MemberIdentity().setMemberId("").setGroupInstanceId("instance")));
    }
}

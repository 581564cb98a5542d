package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinGroup;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import java.util.List;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class JoinGroupHandlerTest {

    private static final byte[] RANGE = {1, 2, 3};
    private static final byte[] STICKY = {4, 5};

    private final GroupExchange<JoinGroupRequestData, JoinGroupResponseData> exchange =
            GroupExchange.with(new JoinGroupHandler());

    @Test
    void asksForWhatEachVersionCanSay() {
        for (int version = 0; version <= 9; version++) {
            exchange.ask(version, request(version));

            assertThat(exchange.asked(JoinGroup.class))
                    .as("version %d", version)
                    .isEqualTo(new JoinGroup(
                            "readers",
                            "member",
                            version < 5 ? null : "instance",
                            "test",
                            "/192.0.2.7",
                            10_000,
                            version < 1 ? 10_000 : 60_000,
                            "consumer",
                            List.of(
                                    new JoinProtocol("range", OpaqueBytes.of(RANGE)),
                                    new JoinProtocol("cooperative-sticky", OpaqueBytes.of(STICKY))),
                            version == 4,
                            version == 9,
                            version < 8 ? null : "new here"));
        }
    }

    @Test
    void hasNewcomersWithoutAnInstanceComeBackSinceVersion4() {
        for (int version = 5; version <= 9; version++) {
            exchange.ask(version, request(version).setGroupInstanceId(null));
            assertThat(exchange.asked(JoinGroup.class).requireKnownMemberId()).isTrue();
        }
    }

    @Test
    void tellsTheLeaderOfEverybody() {
        for (int version = 0; version <= 9; version++) {
            exchange.groups()
                    .answer(Result.ok(new JoinAnswer.Joined(
                            "member",
                            7,
                            "consumer",
                            "range",
                            "member",
                            version == 9,
                            List.of(
                                    new JoinAnswer.JoinedMember("member", "instance", OpaqueBytes.of(RANGE)),
                                    new JoinAnswer.JoinedMember("other", null, OpaqueBytes.EMPTY)))));

            JoinGroupResponseData expected = new JoinGroupResponseData()
                    .setGenerationId(7)
                    .setProtocolType(version < 7 ? null : "consumer")
                    .setProtocolName("range")
                    .setLeader("member")
                    .setSkipAssignment(version == 9)
                    .setMemberId("member")
                    .setMembers(List.of(
                            new JoinGroupResponseMember()
                                    .setMemberId("member")
                                    .setGroupInstanceId(version < 5 ? null : "instance")
                                    .setMetadata(RANGE),
                            new JoinGroupResponseMember()
                                    .setMemberId("other")
                                    .setGroupInstanceId(null)
                                    .setMetadata(new byte[0])));
            assertThat(exchange.ask(version, request(version)))
                    .as("version %d", version)
                    .isEqualTo(expected);
        }
    }

    @Test
    void givesANewcomerItsId() {
        exchange.groups().answer(Result.ok(new JoinAnswer.MemberIdRequired("made-up")));
        for (int version = 4; version <= 9; version++) {
            assertThat(exchange.ask(version, request(version)))
                    .isEqualTo(refusal(version, Errors.MEMBER_ID_REQUIRED).setMemberId("made-up"));
        }
    }

    @Test
    void saysARefusalAndAFailureInEveryVersion() {
        exchange.groups().refuse(ErrorCode.GROUP_MAX_SIZE_REACHED);
        for (int version = 0; version <= 9; version++) {
            assertThat(exchange.ask(version, request(version)))
                    .isEqualTo(refusal(version, Errors.GROUP_MAX_SIZE_REACHED).setMemberId("member"));
            assertThat(exchange.failed(version, request(version), Errors.UNKNOWN_SERVER_ERROR))
                    .isEqualTo(refusal(version, Errors.UNKNOWN_SERVER_ERROR).setMemberId("member"));
        }
    }

    private static JoinGroupResponseData refusal(int version, Errors error) {
        return new JoinGroupResponseData().setErrorCode(error.code()).setProtocolName(version < 7 ? "" : null);
    }

    private static JoinGroupRequestData request(int version) {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(RANGE));
        protocols.add(
                new JoinGroupRequestProtocol().setName("cooperative-sticky").setMetadata(STICKY));
        return new JoinGroupRequestData()
                .setGroupId("readers")
                .setMemberId("member")
                .setGroupInstanceId(version < 5 ? null : "instance")
                .setSessionTimeoutMs(10_000)
                .setRebalanceTimeoutMs(60_000)
                .setProtocolType("consumer")
                .setProtocols(protocols)
                .setReason("new here");
    }
}

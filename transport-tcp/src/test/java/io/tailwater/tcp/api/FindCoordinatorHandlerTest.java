package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class FindCoordinatorHandlerTest {

    private static final byte GROUP = 0;
    private static final byte SHARE = 2;

    private final GroupExchange<FindCoordinatorRequestData, FindCoordinatorResponseData> exchange =
            GroupExchange.with(new FindCoordinatorHandler());

    @Test
    void namesThisBrokerForEveryGroup() {
        exchange.groups().answer(Result.ok(Done.DONE));
        for (int version = 0; version <= 6; version++) {
            List<Coordinator> found = found(version, exchange.ask(version, request(version, GROUP)));

            assertThat(found).hasSize(version < 4 ? 1 : 2).allSatisfy(coordinator -> {
                assertThat(coordinator.errorCode()).isZero();
                assertThat(coordinator.nodeId()).isEqualTo(1);
                assertThat(coordinator.host()).isEqualTo("broker.example");
                assertThat(coordinator.port()).isEqualTo(9092);
            });
            assertThat(exchange.groups().lastAsked()).isEqualTo("prepare");
        }
    }

    @Test
    void namesNobodyWhenGroupsCannotBeKept() {
        exchange.groups().refuse(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertRefused(GROUP, Errors.COORDINATOR_NOT_AVAILABLE, 0);
    }

    @Test
    void namesThisBrokerForShareGroupsAndNobodyForWhatIsNoKind() {
        assertThat(exchange.ask(6, request(6, SHARE)).coordinators())
                .extracting(Coordinator::nodeId)
                .containsOnly(1);
        assertThat(exchange.ask(5, request(5, SHARE)).coordinators())
                .extracting(Coordinator::errorCode)
                .containsOnly(Errors.INVALID_REQUEST.code());
        assertRefused((byte) 3, Errors.INVALID_REQUEST, 1);
    }

    @Test
    void saysAFailureInEveryVersion() {
        for (int version = 0; version <= 6; version++) {
            FindCoordinatorResponseData response =
                    exchange.failed(version, request(version, GROUP), Errors.UNKNOWN_SERVER_ERROR);
            assertThat(found(version, response))
                    .extracting(Coordinator::errorCode)
                    .containsOnly(Errors.UNKNOWN_SERVER_ERROR.code());
        }
    }

    private void assertRefused(byte keyType, Errors error, int firstVersion) {
        for (int version = firstVersion; version <= 6; version++) {
            assertThat(found(version, exchange.ask(version, request(version, keyType))))
                    .isNotEmpty()
                    .allSatisfy(coordinator -> {
                        assertThat(Errors.forCode(coordinator.errorCode())).isEqualTo(error);
                        assertThat(coordinator.nodeId()).isEqualTo(-1);
                        assertThat(coordinator.port()).isEqualTo(-1);
                    });
        }
    }

    private static List<Coordinator> found(int version, FindCoordinatorResponseData response) {
        if (version >= 4) {
            assertThat(response.coordinators()).extracting(Coordinator::key).containsExactly("readers", "others");
            return response.coordinators();
        }
        List<Coordinator> only = new ArrayList<>();
        only.add(new Coordinator()
                .setErrorCode(response.errorCode())
                .setNodeId(response.nodeId())
                .setHost(response.host())
                .setPort(response.port()));
        return only;
    }

    private static FindCoordinatorRequestData request(int version, byte keyType) {
        FindCoordinatorRequestData request = new FindCoordinatorRequestData().setKeyType(keyType);
        return version < 4 ? request.setKey("readers") : request.setCoordinatorKeys(List.of("readers", "others"));
    }
}

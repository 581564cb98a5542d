package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What administrators change about groups and transactions counts from the next request on. */
class ChangedSettingsTest {

    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;

    private CoreBroker core;

    @BeforeEach
    void start() throws Exception {
        core = CoreBroker.start();
        core.ask(new FindCoordinatorHandler(), 6, new FindCoordinatorRequestData().setKeyType(GROUP));
        core.ask(new FindCoordinatorHandler(), 6, new FindCoordinatorRequestData().setKeyType(TRANSACTION));
    }

    @AfterEach
    void stop() throws Exception {
        core.close();
    }

    @Test
    void boundsOnSessionsAndSizesOfGroups() {
        assertThat(join("g", 10_000)).isEqualTo(Errors.NONE);

        set("group.max.session.timeout.ms", "9000");
        assertThat(join("g", 10_000)).isEqualTo(Errors.INVALID_SESSION_TIMEOUT);
        assertThat(join("h", 9_000)).isEqualTo(Errors.NONE);

        set("group.max.size", "1");
        assertThat(join("h", 9_000)).isEqualTo(Errors.GROUP_MAX_SIZE_REACHED);
    }

    @Test
    void timesOfTransactions() {
        assertThat(init(60_000)).isEqualTo(Errors.NONE);

        set("transaction.max.timeout.ms", "50000");
        assertThat(init(60_000)).isEqualTo(Errors.INVALID_TRANSACTION_TIMEOUT);
        assertThat(init(50_000)).isEqualTo(Errors.NONE);
    }

    private void set(String name, String value) {
        AlterConfigsResource broker = new AlterConfigsResource()
                .setResourceType(ConfigResource.Type.BROKER.id())
                .setResourceName("");
        broker.configs().add(new AlterableConfig().setName(name).setValue(value));
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        request.resources().add(broker);
        assertThat(core.ask(new IncrementalAlterConfigsHandler(), 1, request)
                        .responses()
                        .get(0)
                        .errorCode())
                .isEqualTo(Errors.NONE.code());
    }

    /** Joins as clients of the first version do, who need no id before; waits while the coordinator reads its log. */
    private Errors join(String groupId, int sessionTimeoutMillis) {
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(groupId)
                .setSessionTimeoutMs(sessionTimeoutMillis)
                .setMemberId("")
                .setProtocolType("consumer");
        request.protocols().add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[0]));
        JoinGroupResponseData answer;
        do {
            answer = core.ask(new JoinGroupHandler(), 0, request);
        } while (answer.errorCode() == Errors.COORDINATOR_LOAD_IN_PROGRESS.code());
        return Errors.forCode(answer.errorCode());
    }

    private Errors init(int timeoutMillis) {
        short code;
        do {
            code = core.ask(
                            new InitProducerIdHandler(),
                            4,
                            new InitProducerIdRequestData()
                                    .setTransactionalId("t")
                                    .setTransactionTimeoutMs(timeoutMillis))
                    .errorCode();
        } while (code == Errors.COORDINATOR_LOAD_IN_PROGRESS.code());
        return Errors.forCode(code);
    }
}

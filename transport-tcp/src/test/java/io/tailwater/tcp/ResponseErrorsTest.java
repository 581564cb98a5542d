package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.Test;

class ResponseErrorsTest {

    @Test
    void findsErrorsAtTheTopAndInEachPart() {
        assertThat(errors(new HeartbeatResponseData().setErrorCode((short) 25))).containsExactly(25);

        ProduceResponseData produced = new ProduceResponseData();
        produced.responses()
                .add(new TopicProduceResponse()
                        .setName("words")
                        .setPartitionResponses(List.of(
                                new PartitionProduceResponse().setErrorCode((short) 3),
                                new PartitionProduceResponse(),
                                new PartitionProduceResponse().setErrorCode((short) 56))));
        assertThat(errors(produced)).containsExactly(3, 56);

        FetchResponseData fetched = new FetchResponseData()
                .setErrorCode((short) 71)
                .setResponses(List.of(new FetchableTopicResponse()
                        .setPartitions(List.of(new PartitionData(), new PartitionData().setErrorCode((short) 1)))));
        assertThat(errors(fetched)).containsExactly(71, 1);

        CreateTopicsResponseData created = new CreateTopicsResponseData();
        created.topics().add(new CreatableTopicResult().setName("words").setErrorCode((short) 36));
        assertThat(errors(created)).containsExactly(36);
    }

    @Test
    void findsNothingWhereAllIsWell() {
        FetchResponseData fetched = new FetchResponseData()
                .setResponses(List.of(new FetchableTopicResponse()
                        .setPartitions(List.of(new PartitionData().setAbortedTransactions(null)))));
        assertThat(errors(fetched)).isEmpty();
    }

    @Test
    void knowsWhereErrorsAreInEveryResponseThatHasThem() {
        for (ApiKeys api : ApiKeys.clientApis()) {
            assertThat(errors(api.messageType.newResponse())).as(api.name).isEmpty();
        }
    }

    private static List<Integer> errors(ApiMessage response) {
        List<Integer> errors = new ArrayList<>();
        ResponseErrors.each(response, errors::add);
        return errors;
    }
}

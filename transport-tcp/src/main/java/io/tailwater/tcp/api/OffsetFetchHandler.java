package io.tailwater.tcp.api;

import io.tailwater.core.group.FetchOffsets;
import io.vertx.core.Future;
import java.util.List;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells how far groups have come. v2 can ask for all topics and has an error of the whole, v5 tells leader epochs (KIP-320),
 * v7 refuses what a transaction has not decided (KIP-447), v8 asks about several groups (KIP-709), v9 is for members of the
 * new protocol, v10 names topics by id (KIP-848).
 */
final class OffsetFetchHandler implements ApiHandler<OffsetFetchRequestData, OffsetFetchResponseData> {

    private static final short FIRST_WITH_ERROR = 2;
    private static final short FIRST_WITH_SEVERAL = 8;
    private static final short FIRST_BY_ID = 10;

    @Override
    public ApiKeys api() {
        return ApiKeys.OFFSET_FETCH;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 10);
    }

    @Override
    public OffsetFetchRequestData decode(Readable body, short version) {
        return new OffsetFetchRequestData(body, version);
    }

    @Override
    public Future<OffsetFetchResponseData> handle(RequestContext context, OffsetFetchRequestData request) {
        List<GroupOffsetsQuestion> questions = questions(context, request);
        FetchOffsets asked = new FetchOffsets(
                questions.stream()
                        .filter(question -> question.error() == Errors.NONE)
                        .map(GroupOffsetsQuestion::asked)
                        .toList(),
                request.requireStable());
        return context.broker().groups().fetchOffsets(asked).map(answers -> {
            OffsetFetchResponseData response = new OffsetFetchResponseData();
            int next = 0;
            for (GroupOffsetsQuestion question : questions) {
                OffsetFetchResponseGroup answer = question.error() == Errors.NONE
                        ? question.answer(context, answers.get(next++).result())
                        : question.failed(question.error());
                add(context, response, question, answer);
            }
            return response;
        });
    }

    private static List<GroupOffsetsQuestion> questions(RequestContext context, OffsetFetchRequestData request) {
        boolean byId = context.version() >= FIRST_BY_ID;
        List<OffsetFetchRequestGroup> groups =
                context.version() >= FIRST_WITH_SEVERAL ? request.groups() : List.of(onlyGroup(request));
        return groups.stream()
                .map(group -> GroupOffsetsQuestion.of(context, group, byId))
                .toList();
    }

    private static OffsetFetchRequestGroup onlyGroup(OffsetFetchRequestData request) {
        OffsetFetchRequestGroup group =
                new OffsetFetchRequestGroup().setGroupId(request.groupId()).setTopics(null);
        if (request.topics() != null) {
            group.setTopics(request.topics().stream()
                    .map(OffsetFetchHandler::sinceSeveral)
                    .toList());
        }
        return group;
    }

    private static OffsetFetchRequestTopics sinceSeveral(OffsetFetchRequestTopic topic) {
        return new OffsetFetchRequestTopics().setName(topic.name()).setPartitionIndexes(topic.partitionIndexes());
    }

    private static void add(
            RequestContext context,
            OffsetFetchResponseData response,
            GroupOffsetsQuestion question,
            OffsetFetchResponseGroup answer) {
        if (context.version() >= FIRST_WITH_SEVERAL) {
            response.groups().add(answer);
            return;
        }
        List<OffsetFetchResponseTopics> topics = answer.topics();
        if (context.version() >= FIRST_WITH_ERROR) {
            response.setErrorCode(answer.errorCode());
        } else if (answer.errorCode() != Errors.NONE.code()) {
            topics = question.nothing(Errors.forCode(answer.errorCode()));
        }
        topics.forEach(topic -> response.topics().add(beforeSeveral(topic)));
    }

    private static OffsetFetchResponseTopic beforeSeveral(OffsetFetchResponseTopics topic) {
        OffsetFetchResponseTopic answer = new OffsetFetchResponseTopic().setName(topic.name());
        for (OffsetFetchResponsePartitions partition : topic.partitions()) {
            answer.partitions()
                    .add(new OffsetFetchResponsePartition()
                            .setPartitionIndex(partition.partitionIndex())
                            .setCommittedOffset(partition.committedOffset())
                            .setCommittedLeaderEpoch(partition.committedLeaderEpoch())
                            .setMetadata(partition.metadata())
                            .setErrorCode(partition.errorCode()));
        }
        return answer;
    }

    @Override
    public OffsetFetchResponseData failed(RequestContext context, OffsetFetchRequestData request, Errors error) {
        OffsetFetchResponseData response = new OffsetFetchResponseData();
        for (GroupOffsetsQuestion question : questions(context, request)) {
            add(context, response, question, question.failed(error));
        }
        return response;
    }
}

package io.tailwater.tcp.api;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.share.PartitionOutcome;
import io.tailwater.core.share.ShareMember;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.tcp.share.Acknowledgements;
import io.tailwater.tcp.share.ShareErrors;
import io.tailwater.tcp.share.ShareSessions;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgePartition;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgeTopic;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgementBatch;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.PartitionData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.ShareAcknowledgeTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Takes what a share group's member says of records it was given, and ends its session with epoch -1 (KIP-932). v2 lets it keep
 * records for longer (KIP-1222).
 */
final class ShareAcknowledgeHandler implements ApiHandler<ShareAcknowledgeRequestData, ShareAcknowledgeResponseData> {

    private final ShareSessions sessions;

    ShareAcknowledgeHandler(ShareSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.SHARE_ACKNOWLEDGE;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 2);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public ShareAcknowledgeRequestData decode(Readable body, short version) {
        return new ShareAcknowledgeRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, ShareAcknowledgeRequestData request) {
        return context.refusal(
                AclOperation.READ, ResourceType.GROUP, Objects.requireNonNullElse(request.groupId(), ""));
    }

    @Override
    public Future<ShareAcknowledgeResponseData> handle(RequestContext context, ShareAcknowledgeRequestData request) {
        ShareMember member = ShareFetchHandler.memberOf(request.groupId(), request.memberId());
        if (member == null) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST));
        }
        ShareSessions.Plan plan = sessions.acknowledge(member, request.shareSessionEpoch());
        if (plan.error() != Errors.NONE) {
            return Future.succeededFuture(failed(context, request, plan.error()));
        }
        ShareSettings settings = context.broker().shares().settings(member.groupId());
        Future<List<PartitionOutcome>> outcomes = said(context, request, request.isRenewAck() && settings.renewals())
                .tell(context.broker().shares(), member);
        if (!plan.ended()) {
            return outcomes.map(all -> answer(all, settings));
        }
        context.connection().whenClosed(member, null);
        return context.broker()
                .shares()
                .release(member, plan.partitions())
                .compose(released -> outcomes.map(all -> answer(all, settings)));
    }

    private static Acknowledgements said(
            RequestContext context, ShareAcknowledgeRequestData request, boolean renewals) {
        Acknowledgements said = new Acknowledgements(renewals);
        TopicAccess access = TopicAccess.of(context, AclOperation.READ);
        for (AcknowledgeTopic topic : request.topics()) {
            for (AcknowledgePartition partition : topic.partitions()) {
                PartitionKey key = new PartitionKey(TopicIds.fromWire(topic.topicId()), partition.partitionIndex());
                if (access.refusal(topic.topicId()) != Errors.NONE) {
                    said.refuse(key, ShareErrors.UNAUTHORIZED);
                    continue;
                }
                for (AcknowledgementBatch batch : partition.acknowledgementBatches()) {
                    said.add(key, batch.firstOffset(), batch.lastOffset(), batch.acknowledgeTypes());
                }
            }
        }
        return said;
    }

    private static ShareAcknowledgeResponseData answer(List<PartitionOutcome> outcomes, ShareSettings settings) {
        ShareAcknowledgeResponseData response =
                new ShareAcknowledgeResponseData().setAcquisitionLockTimeoutMs(settings.lockMillis());
        for (PartitionOutcome outcome : outcomes) {
            BrokerError error = outcome.error();
            topicOf(response, outcome.key())
                    .partitions()
                    .add(new PartitionData()
                            .setPartitionIndex(outcome.key().partition())
                            .setErrorCode(KafkaErrors.number(error))
                            .setErrorMessage(error == null ? null : error.message()));
        }
        return response;
    }

    private static ShareAcknowledgeTopicResponse topicOf(ShareAcknowledgeResponseData response, PartitionKey key) {
        var id = TopicIds.toWire(key.topicId());
        ShareAcknowledgeTopicResponse topic = response.responses().find(id);
        if (topic == null) {
            topic = new ShareAcknowledgeTopicResponse().setTopicId(id);
            response.responses().add(topic);
        }
        return topic;
    }

    @Override
    public ShareAcknowledgeResponseData failed(
            RequestContext context, ShareAcknowledgeRequestData request, Errors error) {
        return new ShareAcknowledgeResponseData().setErrorCode(error.code()).setErrorMessage(error.message());
    }
}

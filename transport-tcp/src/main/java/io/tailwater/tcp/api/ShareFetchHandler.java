package io.tailwater.tcp.api;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.quota.ClientLimits;
import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.share.AcquiredRange;
import io.tailwater.core.share.PartitionOutcome;
import io.tailwater.core.share.PendingShareFetch;
import io.tailwater.core.share.ShareFetchQuery;
import io.tailwater.core.share.ShareMember;
import io.tailwater.core.share.ShareRead;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.tcp.share.Acknowledgements;
import io.tailwater.tcp.share.ShareErrors;
import io.tailwater.tcp.share.ShareSessions;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.SliceRecords;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.AcknowledgementBatch;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareFetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.AcquiredRecords;
import org.apache.kafka.common.message.ShareFetchResponseData.PartitionData;
import org.apache.kafka.common.message.ShareFetchResponseData.ShareFetchableTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Gives records to a share group's member, or waits for some, and takes what it says of earlier ones (KIP-932). v2 can keep to a
 * number of records (KIP-1206) and lets members keep records for longer (KIP-1222).
 */
final class ShareFetchHandler implements ApiHandler<ShareFetchRequestData, ShareFetchResponseData> {

    private static final byte RECORD_LIMIT = 1;

    private final ShareSessions sessions;

    ShareFetchHandler(ShareSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.SHARE_FETCH;
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
    public ShareFetchRequestData decode(Readable body, short version) {
        return new ShareFetchRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, ShareFetchRequestData request) {
        return context.refusal(
                AclOperation.READ, ResourceType.GROUP, Objects.requireNonNullElse(request.groupId(), ""));
    }

    @Override
    public Future<ShareFetchResponseData> handle(RequestContext context, ShareFetchRequestData request) {
        ShareMember member = memberOf(request.groupId(), request.memberId());
        if (member == null) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST));
        }
        ShareSettings settings = context.broker().shares().settings(member.groupId());
        List<PartitionKey> named = new ArrayList<>();
        Acknowledgements said = said(context, request, request.isRenewAck() && settings.renewals(), named);
        ShareSessions.Plan plan = sessions.fetch(
                member, request.shareSessionEpoch(), named, forgotten(request), !said.isEmpty(), context.connection());
        if (plan.error() != Errors.NONE) {
            return Future.succeededFuture(failed(context, request, plan.error()));
        }
        if (plan.opened()) {
            context.connection()
                    .whenClosed(
                            member,
                            () -> context.broker()
                                    .shares()
                                    .release(member, sessions.disconnected(member, context.connection())));
        }
        Future<List<PartitionOutcome>> outcomes = said.tell(context.broker().shares(), member);
        Future<Result<List<ShareRead>>> reads = plan.ended()
                ? ended(context, member, plan.partitions())
                : fetch(context, request, member, allowed(context, plan.partitions()));
        return Future.join(outcomes, reads).map(both -> {
            throttle(context, reads.result());
            return answer(context, plan, outcomes.result(), reads.result(), settings);
        });
    }

    /** Who asks, or null when it does not say, or with ids that are none. */
    static @Nullable ShareMember memberOf(@Nullable String groupId, @Nullable String memberId) {
        return groupId == null || memberId == null || !ShareMember.isValid(groupId, memberId)
                ? null
                : new ShareMember(groupId, memberId);
    }

    private static Acknowledgements said(
            RequestContext context, ShareFetchRequestData request, boolean renewals, List<PartitionKey> named) {
        Acknowledgements said = new Acknowledgements(renewals);
        TopicAccess access = TopicAccess.of(context, AclOperation.READ);
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                PartitionKey key = new PartitionKey(TopicIds.fromWire(topic.topicId()), partition.partitionIndex());
                named.add(key);
                boolean allowed = access.refusal(topic.topicId()) == Errors.NONE;
                for (AcknowledgementBatch batch : partition.acknowledgementBatches()) {
                    if (!allowed) {
                        said.refuse(key, ShareErrors.UNAUTHORIZED);
                        continue;
                    }
                    said.add(key, batch.firstOffset(), batch.lastOffset(), batch.acknowledgeTypes());
                }
            }
        }
        return said;
    }

    private static List<PartitionKey> forgotten(ShareFetchRequestData request) {
        List<PartitionKey> forgotten = new ArrayList<>();
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            topic.partitions()
                    .forEach(index -> forgotten.add(new PartitionKey(TopicIds.fromWire(topic.topicId()), index)));
        }
        return forgotten;
    }

    private static Future<Result<List<ShareRead>>> ended(
            RequestContext context, ShareMember member, List<PartitionKey> partitions) {
        context.connection().whenClosed(member, null);
        return context.broker().shares().release(member, partitions).map(released -> Result.ok(List.of()));
    }

    private static Future<Result<List<ShareRead>>> fetch(
            RequestContext context, ShareFetchRequestData request, ShareMember member, List<PartitionKey> partitions) {
        int maxBytes =
                Math.min(request.maxBytes(), context.broker().config().limits().maxFetchBytes());
        if (partitions.isEmpty() || request.maxRecords() <= 0 || maxBytes <= 0 || request.isRenewAck()) {
            return Future.succeededFuture(Result.ok(List.of()));
        }
        PendingShareFetch pending = context.broker()
                .shares()
                .fetch(new ShareFetchQuery(
                        member,
                        partitions,
                        request.maxRecords(),
                        request.shareAcquireMode() == RECORD_LIMIT,
                        Math.max(1, request.batchSize()),
                        Math.min(request.minBytes(), maxBytes),
                        maxBytes,
                        Math.max(0, request.maxWaitMs())));
        context.whenAbandoned(pending::cancel);
        return pending.reads();
    }

    private static List<PartitionKey> allowed(RequestContext context, List<PartitionKey> partitions) {
        TopicAccess access = TopicAccess.of(context, AclOperation.READ);
        if (access.everything()) {
            return partitions;
        }
        return partitions.stream()
                .filter(key -> access.refusal(TopicIds.toWire(key.topicId())) == Errors.NONE)
                .toList();
    }

    /** The member has the records already, so it gets them, and waits afterwards. */
    private static void throttle(RequestContext context, Result<List<ShareRead>> reads) {
        ClientLimits limits = context.limits();
        if (limits != null && reads instanceof Result.Ok<List<ShareRead>> ok) {
            long bytes = 0;
            for (ShareRead read : ok.value()) {
                bytes += read.slice().size();
            }
            if (bytes > 0) {
                context.throttle(QuotaKey.CONSUMER_BYTE_RATE, limits.fetched(bytes));
            }
        }
    }

    private static ShareFetchResponseData answer(
            RequestContext context,
            ShareSessions.Plan plan,
            List<PartitionOutcome> outcomes,
            Result<List<ShareRead>> result,
            ShareSettings settings) {
        ShareFetchResponseData response =
                new ShareFetchResponseData().setAcquisitionLockTimeoutMs(settings.lockMillis());
        Map<PartitionKey, PartitionData> partitions = new LinkedHashMap<>();
        if (result instanceof Result.Ok<List<ShareRead>> ok) {
            ok.value().forEach(read -> partitions.put(read.key(), data(read)));
            if (!plan.ended()) {
                refuse(context, plan.partitions(), partitions);
            }
        } else if (outcomes.isEmpty()) {
            return response.setErrorCode(KafkaErrors.of(result).code());
        }
        for (PartitionOutcome outcome : outcomes) {
            PartitionData data = partitions.computeIfAbsent(outcome.key(), ShareFetchHandler::nothing);
            BrokerError error = outcome.error();
            if (error != null) {
                data.setAcknowledgeErrorCode(KafkaErrors.number(error)).setAcknowledgeErrorMessage(error.message());
            }
        }
        partitions.forEach((key, data) -> topicOf(response, key).partitions().add(data));
        return response;
    }

    /** Also what was read for somebody who has lost the right to it while they waited: it comes again when they let go of it. */
    private static void refuse(
            RequestContext context, List<PartitionKey> asked, Map<PartitionKey, PartitionData> partitions) {
        TopicAccess access = TopicAccess.of(context, AclOperation.READ);
        for (PartitionKey key : asked) {
            if (access.refusal(TopicIds.toWire(key.topicId())) == Errors.NONE) {
                continue;
            }
            PartitionData before = partitions.put(
                    key,
                    nothing(key)
                            .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code())
                            .setErrorMessage(Errors.TOPIC_AUTHORIZATION_FAILED.message()));
            if (before != null && before.records() instanceof SliceRecords records) {
                records.slice().close();
            }
        }
    }

    private static PartitionData nothing(PartitionKey key) {
        return new PartitionData().setPartitionIndex(key.partition()).setRecords(SliceRecords.NONE);
    }

    private static PartitionData data(ShareRead read) {
        PartitionData data = nothing(read.key()).setRecords(new SliceRecords(read.slice()));
        for (AcquiredRange range : read.acquired()) {
            data.acquiredRecords()
                    .add(new AcquiredRecords()
                            .setFirstOffset(range.firstOffset())
                            .setLastOffset(range.lastOffset())
                            .setDeliveryCount((short) range.deliveryCount()));
        }
        BrokerError error = read.error();
        return error == null
                ? data
                : data.setErrorCode(ShareErrors.ofFetch(error).code()).setErrorMessage(error.message());
    }

    private static ShareFetchableTopicResponse topicOf(ShareFetchResponseData response, PartitionKey key) {
        var id = TopicIds.toWire(key.topicId());
        ShareFetchableTopicResponse topic = response.responses().find(id);
        if (topic == null) {
            topic = new ShareFetchableTopicResponse().setTopicId(id);
            response.responses().add(topic);
        }
        return topic;
    }

    @Override
    public ShareFetchResponseData failed(RequestContext context, ShareFetchRequestData request, Errors error) {
        return new ShareFetchResponseData().setErrorCode(error.code()).setErrorMessage(error.message());
    }

    @Override
    public void discard(ShareFetchResponseData response) {
        for (ShareFetchableTopicResponse topic : response.responses()) {
            for (PartitionData data : topic.partitions()) {
                if (data.records() instanceof SliceRecords records) {
                    records.slice().close();
                }
            }
        }
    }
}

package io.tailwater.tcp.api;

import io.tailwater.core.partition.FetchQuery;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.partition.PendingFetch;
import io.tailwater.core.quota.ClientLimits;
import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.security.AclOperation;
import io.tailwater.tcp.fetch.FetchPlan;
import io.tailwater.tcp.fetch.FetchSessions;
import io.tailwater.tcp.fetch.FetchedPartition;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.SliceRecords;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Reads records, or waits for them. v7 adds sessions (KIP-227), v9 the leader epoch (KIP-320), v12 divergence (KIP-595), v13
 * names topics by id (KIP-516). Replica and rack fields are read and not used: there is one replica.
 */
final class FetchHandler implements ApiHandler<FetchRequestData, FetchResponseData> {

    private static final byte READ_COMMITTED = 1;
    private static final short FIRST_BY_ID = 13;

    private final FetchSessions sessions;

    FetchHandler(FetchSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.FETCH;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(4, 18);
    }

    @Override
    public FetchRequestData decode(Readable body, short version) {
        return new FetchRequestData(body, version);
    }

    @Override
    public Future<FetchResponseData> handle(RequestContext context, FetchRequestData request) {
        FetchPlan plan = sessions.plan(request, context.version() >= FIRST_BY_ID);
        if (plan.error() != Errors.NONE) {
            return Future.succeededFuture(failed(context, request, plan.error()));
        }
        long rights = context.broker().security().authorizer().version();
        List<PartitionFetch> known = new ArrayList<>(plan.partitions().size());
        Errors[] refusals = new Errors[plan.partitions().size()];
        TopicAccess access = TopicAccess.of(context, AclOperation.READ);
        for (int i = 0; i < refusals.length; i++) {
            FetchedPartition partition = plan.partitions().get(i);
            PartitionFetch query = partition.query(context.broker().topics());
            refusals[i] = access.refusal(partition.topic(), partition.topicId());
            if (query == null && refusals[i] == Errors.NONE) {
                refusals[i] = Errors.UNKNOWN_TOPIC_OR_PARTITION;
            } else if (query != null && refusals[i] == Errors.NONE) {
                known.add(query);
            }
        }
        boolean readCommitted = request.isolationLevel() == READ_COMMITTED;
        if (known.isEmpty()) {
            return Future.succeededFuture(answer(plan, refusals, List.of(), readCommitted));
        }
        // An error is worth telling at once.
        boolean patient = known.size() == refusals.length && request.minBytes() > 0;
        int maxBytes = maxBytes(context, request);
        PendingFetch pending = context.broker()
                .partitions()
                .fetch(new FetchQuery(
                        known,
                        maxBytes,
                        Math.min(request.minBytes(), maxBytes),
                        patient ? Math.max(0, request.maxWaitMs()) : 0,
                        readCommitted));
        context.whenAbandoned(pending::cancel);
        return pending.reads().map(reads -> {
            List<PartitionRead> allowed = stillAllowed(context, plan, refusals, reads, rights);
            return withinQuota(context, allowed)
                    ? answer(plan, refusals, allowed, readCommitted)
                    : new FetchResponseData().setSessionId(plan.sessionIdOfNothing());
        });
    }

    /** Who waited may have lost the right to what has come: it is given back, and refused. */
    private static List<PartitionRead> stillAllowed(
            RequestContext context, FetchPlan plan, Errors[] refusals, List<PartitionRead> reads, long rights) {
        if (context.broker().security().authorizer().version() == rights) {
            return reads;
        }
        TopicAccess access = TopicAccess.of(context, AclOperation.READ);
        List<PartitionRead> allowed = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < refusals.length; i++) {
            if (refusals[i] == Errors.NONE) {
                FetchedPartition partition = plan.partitions().get(i);
                refusals[i] = access.refusal(partition.topic(), partition.topicId());
                PartitionRead read = reads.get(next++);
                if (refusals[i] == Errors.NONE) {
                    allowed.add(read);
                } else {
                    read.slice().close();
                }
            }
        }
        return allowed;
    }

    private static int maxBytes(RequestContext context, FetchRequestData request) {
        int most = Math.max(
                0,
                Math.min(request.maxBytes(), context.broker().config().limits().maxFetchBytes()));
        ClientLimits limits = context.limits();
        return limits == null ? most : limits.maxFetchBytes(most);
    }

    /** As with Kafka, who has to wait gets nothing, and asks again: records are given back, and not counted. */
    private static boolean withinQuota(RequestContext context, List<PartitionRead> reads) {
        ClientLimits limits = context.limits();
        if (limits == null) {
            return true;
        }
        long bytes = 0;
        for (PartitionRead read : reads) {
            bytes += read.slice().size();
        }
        long throttleMillis = bytes == 0 ? 0 : limits.tryFetch(bytes);
        if (throttleMillis == 0) {
            return true;
        }
        context.throttle(QuotaKey.CONSUMER_BYTE_RATE, throttleMillis);
        reads.forEach(read -> read.slice().close());
        return false;
    }

    private static FetchResponseData answer(
            FetchPlan plan, Errors[] refusals, List<PartitionRead> reads, boolean readCommitted) {
        FetchResponseData response = new FetchResponseData();
        List<FetchableTopicResponse> topics = response.responses();
        FetchableTopicResponse topic = null;
        int next = 0;
        for (int i = 0; i < refusals.length; i++) {
            FetchedPartition partition = plan.partitions().get(i);
            PartitionData data = refusals[i] == Errors.NONE
                    ? data(partition, reads.get(next++), readCommitted)
                    : refused(partition, refusals[i]);
            if (plan.tells(partition, data, data.records().sizeInBytes())) {
                if (topic == null || !sameTopic(topic, partition)) {
                    topic = newTopic(topics, partition);
                }
                topic.partitions().add(data);
            } else {
                close(data);
            }
        }
        return response.setSessionId(plan.sessionId());
    }

    private static PartitionData data(FetchedPartition partition, PartitionRead read, boolean readCommitted) {
        PartitionData data = new PartitionData()
                .setPartitionIndex(partition.index())
                .setHighWatermark(read.highWatermark())
                .setLastStableOffset(read.lastStableOffset())
                .setLogStartOffset(read.logStartOffset())
                .setAbortedTransactions(readCommitted ? aborted(read) : null)
                .setRecords(new SliceRecords(read.slice()));
        if (read.error() != null) {
            data.setErrorCode(KafkaErrors.number(read.error().code()));
        }
        if (read.divergence() != null) {
            data.setDivergingEpoch(new EpochEndOffset()
                    .setEpoch(read.divergence().leaderEpoch())
                    .setEndOffset(read.divergence().endOffset()));
        }
        return data;
    }

    private static List<AbortedTransaction> aborted(PartitionRead read) {
        if (read.aborted().isEmpty()) {
            return List.of();
        }
        return read.aborted().stream()
                .map(one ->
                        new AbortedTransaction().setProducerId(one.producerId()).setFirstOffset(one.firstOffset()))
                .toList();
    }

    private static PartitionData refused(FetchedPartition partition, Errors error) {
        return new PartitionData()
                .setPartitionIndex(partition.index())
                .setErrorCode(error.code())
                .setHighWatermark(-1)
                .setRecords(SliceRecords.NONE);
    }

    private static boolean sameTopic(FetchableTopicResponse topic, FetchedPartition partition) {
        return topic.topicId().equals(partition.topicId()) && topic.topic().equals(partition.topic());
    }

    private static FetchableTopicResponse newTopic(List<FetchableTopicResponse> topics, FetchedPartition partition) {
        FetchableTopicResponse topic =
                new FetchableTopicResponse().setTopic(partition.topic()).setTopicId(partition.topicId());
        topics.add(topic);
        return topic;
    }

    /** As a top-level error, which v7 brought; before, of every partition. */
    @Override
    public FetchResponseData failed(RequestContext context, FetchRequestData request, Errors error) {
        FetchResponseData response = new FetchResponseData().setErrorCode(error.code());
        if (context.version() < 7) {
            FetchPlan plan = sessions.plan(request, false);
            for (FetchedPartition partition : plan.partitions()) {
                newTopic(response.responses(), partition).partitions().add(refused(partition, error));
            }
        }
        return response;
    }

    @Override
    public void discard(FetchResponseData response) {
        for (FetchableTopicResponse topic : response.responses()) {
            topic.partitions().forEach(FetchHandler::close);
        }
    }

    private static void close(PartitionData data) {
        if (data.records() instanceof SliceRecords records) {
            records.slice().close();
        }
    }
}

package io.tailwater.tcp.fetch;

import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.tcp.wire.TopicIds;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * One partition somebody fetches, and what was last answered about it. Owned by one request, or by a session and then guarded
 * by {@link FetchSessions}.
 */
public final class FetchedPartition {

    private static final long NEVER_ANSWERED = -1;

    private final PartitionName name;
    private FetchPartition wanted;
    private @Nullable PartitionFetch query;
    private long answeredHighWatermark = NEVER_ANSWERED;
    private long answeredLogStartOffset = NEVER_ANSWERED;

    FetchedPartition(PartitionName name, FetchPartition wanted) {
        this.name = name;
        this.wanted = wanted;
    }

    static FetchedPartition of(FetchTopic topic, FetchPartition wanted) {
        return new FetchedPartition(new PartitionName(topic.topic(), topic.topicId(), wanted.partition()), wanted);
    }

    PartitionName name() {
        return name;
    }

    public String topic() {
        return name.topic();
    }

    public Uuid topicId() {
        return name.topicId();
    }

    public int index() {
        return name.partition();
    }

    void want(FetchPartition newlyWanted) {
        wanted = newlyWanted;
        query = null;
    }

    /** What to ask core, or null when there is no topic of this name. */
    public @Nullable PartitionFetch query(TopicCatalog topics) {
        if (name.byId()) {
            if (query == null) {
                query = query(new PartitionKey(TopicIds.fromWire(name.topicId()), name.partition()));
            }
            return query;
        }
        // A name may belong to another topic by now.
        Topic topic = topics.find(name.topic());
        if (topic == null) {
            query = null;
        } else if (query == null || !query.key().topicId().equals(topic.id())) {
            query = query(new PartitionKey(topic.id(), name.partition()));
        }
        return query;
    }

    private PartitionFetch query(PartitionKey key) {
        return new PartitionFetch(
                key,
                wanted.fetchOffset(),
                Math.max(0, wanted.partitionMaxBytes()),
                wanted.currentLeaderEpoch(),
                wanted.lastFetchedEpoch());
    }

    /** Notes what is answered now; returns whether the client does not know it yet. */
    boolean answer(PartitionData data, int recordBytes) {
        boolean news = recordBytes > 0
                || data.highWatermark() != answeredHighWatermark
                || data.logStartOffset() != answeredLogStartOffset
                || data.divergingEpoch().epoch() >= 0;
        if (data.errorCode() != Errors.NONE.code()) {
            // An error is told every time, and so is the first answer after it.
            answeredHighWatermark = NEVER_ANSWERED;
            return true;
        }
        answeredHighWatermark = data.highWatermark();
        answeredLogStartOffset = data.logStartOffset();
        return news;
    }
}

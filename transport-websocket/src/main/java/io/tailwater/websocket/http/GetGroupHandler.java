package io.tailwater.websocket.http;

import io.tailwater.core.Broker;
import io.tailwater.core.group.DescribedConsumerGroup;
import io.tailwater.core.group.DescribedGroup;
import io.tailwater.core.group.DescribedGroup.DescribedMember;
import io.tailwater.core.group.FetchOffsets;
import io.tailwater.core.group.FetchOffsets.OfGroup;
import io.tailwater.core.group.FetchedOffset;
import io.tailwater.core.group.GroupAnswer;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.ListGroups;
import io.tailwater.core.group.ListedGroup;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One group of any type: its members, how far it has come, and how far it is behind; of topics that who asks may see. */
final class GetGroupHandler implements ApiHandler {

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/v1/groups/{group}";
    }

    @Override
    public Needed needed() {
        return Needed.onGroup(AclOperation.DESCRIBE);
    }

    /**
     * A member.
     *
     * @param assignment what it has: topics' names with partitions
     */
    private record Reader(
            String memberId, @Nullable String instanceId, String clientId, String clientHost, JsonArray assignment) {

        /** The same without topics that who asks may not see. */
        Reader seeing(Predicate<String> visible) {
            JsonArray seen = new JsonArray();
            for (Object topic : assignment) {
                if (visible.test(((JsonObject) topic).getString("topic"))) {
                    seen.add(topic);
                }
            }
            return new Reader(memberId, instanceId, clientId, clientHost, seen);
        }

        static Reader of(DescribedMember member) {
            return new Reader(
                    member.memberId(),
                    member.instanceId(),
                    member.clientId(),
                    member.clientHost(),
                    ConsumerAssignment.json(member.assignment().array()));
        }

        static Reader of(DescribedConsumerGroup.Member member, TopicCatalog topics) {
            JsonArray assignment = new JsonArray();
            member.assigned().toMap().forEach((topicId, partitions) -> {
                Topic topic = topics.find(topicId);
                if (topic != null) {
                    assignment.add(new JsonObject()
                            .put("topic", topic.name())
                            .put("partitions", new JsonArray(new ArrayList<>(partitions))));
                }
            });
            return new Reader(
                    member.memberId(), member.instanceId(), member.clientId(), member.clientHost(), assignment);
        }
    }

    /** A partition of which an offset was committed, or that a member has. */
    private record Share(String topic, int partition) implements Comparable<Share> {

        @Override
        public int compareTo(Share other) {
            int byTopic = topic.compareTo(other.topic);
            return byTopic == 0 ? Integer.compare(partition, other.partition) : byTopic;
        }
    }

    @Override
    public void handle(ApiRequest request) {
        String id = request.path("group");
        request.answerWith(
                request.broker().groups().list(new ListGroups(Set.of(), Set.of())),
                listed -> listed.stream()
                        .filter(group -> group.groupId().equals(id))
                        .findAny()
                        .ifPresentOrElse(
                                group -> describe(request, group),
                                () -> request.refuse(new BrokerError(
                                        ErrorCode.GROUP_ID_NOT_FOUND, "There is no group '" + id + "'."))));
    }

    private static void describe(ApiRequest request, ListedGroup group) {
        Broker broker = request.broker();
        FetchOffsets offsets = new FetchOffsets(List.of(new OfGroup(group.groupId(), null, -1, null)), false);
        Future<List<Reader>> described = readers(broker, group);
        Future<List<GroupAnswer<List<TopicPartitions<FetchedOffset>>>>> fetched =
                broker.groups().fetchOffsets(offsets);
        Future.all(described, fetched)
                .compose(all -> answer(
                        request,
                        group,
                        described.result(),
                        fetched.result().get(0).result()))
                .onFailure(request::fail);
    }

    private static Future<?> answer(
            ApiRequest request,
            ListedGroup group,
            List<Reader> readers,
            Result<List<TopicPartitions<FetchedOffset>>> fetched) {
        Predicate<String> visible = topic -> request.rights().allow(AclOperation.DESCRIBE, topic);
        Map<Share, JsonObject> shares = new TreeMap<>();
        if (fetched instanceof Result.Ok<List<TopicPartitions<FetchedOffset>>> ok) {
            for (TopicPartitions<FetchedOffset> topic : ok.value()) {
                if (!visible.test(topic.topic())) {
                    continue;
                }
                for (FetchedOffset offset : topic.partitions()) {
                    share(shares, topic.topic(), offset.partition())
                            .put("offset", offset.offset())
                            .put("metadata", offset.metadata());
                }
            }
        }
        JsonArray members = new JsonArray();
        readers.forEach(reader -> members.add(member(reader.seeing(visible), shares)));
        return lags(request.broker(), shares)
                .onSuccess(lag -> request.answer(
                        200,
                        ListGroupsHandler.json(group)
                                .put("members", members)
                                .put("offsets", new JsonArray(new ArrayList<>(shares.values())))
                                .put("lag", lag)));
    }

    /** The members, whichever protocol the group follows; none when it is gone by now. */
    private static Future<List<Reader>> readers(Broker broker, ListedGroup group) {
        List<String> ids = List.of(group.groupId());
        if (group.type() == GroupType.CONSUMER) {
            return broker.groups()
                    .describeConsumers(ids)
                    .map(answers -> answers.get(0).result() instanceof Result.Ok<DescribedConsumerGroup> ok
                            ? ok.value().members().stream()
                                    .map(member -> Reader.of(member, broker.topics()))
                                    .toList()
                            : List.of());
        }
        return broker.groups()
                .describe(ids)
                .map(answers -> answers.get(0).result() instanceof Result.Ok<DescribedGroup> ok
                        ? ok.value().members().stream().map(Reader::of).toList()
                        : List.of());
    }

    private static JsonObject member(Reader reader, Map<Share, JsonObject> shares) {
        for (Object topic : reader.assignment()) {
            JsonObject assigned = (JsonObject) topic;
            for (Object partition : assigned.getJsonArray("partitions")) {
                share(shares, assigned.getString("topic"), (Integer) partition).put("memberId", reader.memberId());
            }
        }
        JsonObject json = new JsonObject()
                .put("id", reader.memberId())
                .put("clientId", reader.clientId())
                .put("clientHost", reader.clientHost())
                .put("assignment", reader.assignment());
        return reader.instanceId() == null ? json : json.put("instanceId", reader.instanceId());
    }

    private static JsonObject share(Map<Share, JsonObject> shares, String topic, int partition) {
        return shares.computeIfAbsent(
                new Share(topic, partition),
                key -> new JsonObject().put("topic", topic).put("partition", partition));
    }

    /** Adds how far each partition goes, and gives the sum of what is not read yet. */
    private static Future<Long> lags(Broker broker, Map<Share, JsonObject> shares) {
        List<PartitionKey> keys = new ArrayList<>();
        List<JsonObject> known = new ArrayList<>();
        shares.forEach((share, json) -> {
            @Nullable Topic topic = broker.topics().find(share.topic());
            if (topic != null) {
                keys.add(new PartitionKey(topic.id(), share.partition()));
                known.add(json);
            }
        });
        return broker.partitions().statuses(keys).map(statuses -> {
            long sum = 0;
            for (int i = 0; i < statuses.size(); i++) {
                if (statuses.get(i) instanceof Result.Ok<PartitionStatus> ok) {
                    sum += lag(known.get(i), ok.value());
                }
            }
            return sum;
        });
    }

    private static long lag(JsonObject json, PartitionStatus status) {
        json.put("endOffset", status.endOffset());
        Long offset = json.getLong("offset");
        if (offset == null || offset < 0) {
            return 0;
        }
        long lag = Math.max(0, status.endOffset() - Math.max(offset, status.logStartOffset()));
        json.put("lag", lag);
        return lag;
    }
}

package io.tailwater.websocket.http;

import io.tailwater.core.Broker;
import io.tailwater.core.group.DescribedGroup;
import io.tailwater.core.group.DescribedGroup.DescribedMember;
import io.tailwater.core.group.FetchOffsets;
import io.tailwater.core.group.FetchOffsets.OfGroup;
import io.tailwater.core.group.FetchedOffset;
import io.tailwater.core.group.GroupAnswer;
import io.tailwater.core.group.ListGroups;
import io.tailwater.core.group.ListedGroup;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One group of any type: its members, how far it has come, and how far it is behind. */
final class GetGroupHandler implements ApiHandler {

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/v1/groups/{group}";
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
        List<String> ids = List.of(group.groupId());
        FetchOffsets offsets = new FetchOffsets(List.of(new OfGroup(group.groupId(), null, -1, null)), false);
        Future<List<GroupAnswer<DescribedGroup>>> described = broker.groups().describe(ids);
        Future<List<GroupAnswer<List<TopicPartitions<FetchedOffset>>>>> fetched =
                broker.groups().fetchOffsets(offsets);
        Future.all(described, fetched)
                .compose(all -> answer(
                        request,
                        group,
                        described.result().get(0).result(),
                        fetched.result().get(0).result()))
                .onFailure(request::fail);
    }

    private static Future<?> answer(
            ApiRequest request,
            ListedGroup group,
            Result<DescribedGroup> described,
            Result<List<TopicPartitions<FetchedOffset>>> fetched) {
        Map<Share, JsonObject> shares = new TreeMap<>();
        if (fetched instanceof Result.Ok<List<TopicPartitions<FetchedOffset>>> ok) {
            for (TopicPartitions<FetchedOffset> topic : ok.value()) {
                for (FetchedOffset offset : topic.partitions()) {
                    share(shares, topic.topic(), offset.partition())
                            .put("offset", offset.offset())
                            .put("metadata", offset.metadata());
                }
            }
        }
        JsonArray members = new JsonArray();
        if (described instanceof Result.Ok<DescribedGroup> ok) {
            ok.value().members().forEach(member -> members.add(member(member, shares)));
        }
        return lags(request.broker(), shares)
                .onSuccess(lag -> request.answer(
                        200,
                        ListGroupsHandler.json(group)
                                .put("members", members)
                                .put("offsets", new JsonArray(new ArrayList<>(shares.values())))
                                .put("lag", lag)));
    }

    private static JsonObject member(DescribedMember member, Map<Share, JsonObject> shares) {
        JsonArray assignment = ConsumerAssignment.json(member.assignment().array());
        for (Object topic : assignment) {
            JsonObject assigned = (JsonObject) topic;
            for (Object partition : assigned.getJsonArray("partitions")) {
                share(shares, assigned.getString("topic"), (Integer) partition).put("memberId", member.memberId());
            }
        }
        JsonObject json = new JsonObject()
                .put("id", member.memberId())
                .put("clientId", member.clientId())
                .put("clientHost", member.clientHost())
                .put("assignment", assignment);
        return member.instanceId() == null ? json : json.put("instanceId", member.instanceId());
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

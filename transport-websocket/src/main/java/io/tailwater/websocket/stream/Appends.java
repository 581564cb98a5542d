package io.tailwater.websocket.stream;

import io.tailwater.core.Broker;
import io.tailwater.core.client.RecordOutcome;
import io.tailwater.core.client.RecordProducer;
import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.CommitOffsets.NewOffset;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.partition.Acks;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one connection writes: records and groups' offsets. Event-loop confined. */
final class Appends {

    private final Broker broker;
    private final Context context;
    private @Nullable RecordProducer producer;

    Appends(Broker broker, Context context) {
        this.broker = broker;
        this.context = context;
    }

    /** Appends records; gives the answer for the client, or fails with a {@link Refusal}. */
    Future<JsonObject> produce(ClientSession session, Operation.Produce request) {
        return broker.records().topicToProduceTo(session, request.topic()).compose(found -> {
            if (found instanceof Result.Refused<Topic> refused) {
                return Future.failedFuture(Refusal.of(refused.error()));
            }
            Topic topic = ((Result.Ok<Topic>) found).value();
            if (topic.internal()) {
                return Future.failedFuture(new Refusal(
                        "INVALID_TOPIC_EXCEPTION", "Topic '" + topic.name() + "' is the broker's own to write."));
            }
            return producer()
                    .produce(session, topic, request.records(), Acks.DURABLE)
                    .compose(outcomes -> answer(request, outcomes));
        });
    }

    private RecordProducer producer() {
        RecordProducer known = producer;
        if (known == null) {
            known = new RecordProducer(broker.records(), context);
            producer = known;
        }
        return known;
    }

    private static Future<JsonObject> answer(Operation.Produce request, List<RecordOutcome> outcomes) {
        JsonObject produced = Events.done("produced", request.id()).put("topic", request.topic());
        if (request.single()) {
            return outcomes.get(0) instanceof RecordOutcome.Stored stored
                    ? Future.succeededFuture(
                            produced.put("partition", stored.partition()).put("offset", stored.offset()))
                    : Future.failedFuture(Refusal.of(((RecordOutcome.Refused) outcomes.get(0)).error()));
        }
        JsonArray results = new JsonArray();
        for (RecordOutcome outcome : outcomes) {
            results.add(
                    outcome instanceof RecordOutcome.Stored stored
                            ? new JsonObject()
                                    .put("partition", stored.partition())
                                    .put("offset", stored.offset())
                            : new JsonObject().put("error", error(((RecordOutcome.Refused) outcome).error())));
        }
        return Future.succeededFuture(produced.put("results", results));
    }

    private static JsonObject error(BrokerError error) {
        return new JsonObject().put("code", error.code().name()).put("message", error.message());
    }

    /** Keeps offsets; gives the answer for the client, or fails with a {@link Refusal}. */
    Future<JsonObject> commit(Operation.Commit request) {
        List<TopicPartitions<NewOffset>> topics = new ArrayList<>();
        request.offsets().forEach((topic, offsets) -> {
            List<NewOffset> partitions = new ArrayList<>();
            offsets.forEach((partition, offset) -> partitions.add(new NewOffset(partition, offset, -1, "")));
            topics.add(new TopicPartitions<>(topic, TopicPartitions.NO_ID, partitions));
        });
        CommitOffsets commit =
                new CommitOffsets(request.group(), MemberClaim.NONE, null, CommitOffsets.DEFAULT_RETENTION, topics);
        return broker.groups()
                .prepare()
                .compose(Appends::required)
                .compose(ready -> broker.groups().commitOffsets(commit))
                .compose(Appends::required)
                .compose(answers -> committed(request, answers));
    }

    private static <T> Future<T> required(Result<T> result) {
        return result instanceof Result.Ok<T> ok
                ? Future.succeededFuture(ok.value())
                : Future.failedFuture(Refusal.of(((Result.Refused<T>) result).error()));
    }

    private static Future<JsonObject> committed(
            Operation.Commit request, List<TopicPartitions<PartitionAnswer>> answers) {
        List<String> refused = new ArrayList<>();
        BrokerError first = null;
        for (TopicPartitions<PartitionAnswer> topic : answers) {
            for (PartitionAnswer answer : topic.partitions()) {
                if (answer.error() != null) {
                    first = first == null ? answer.error() : first;
                    refused.add(topic.topic() + "/" + answer.partition());
                }
            }
        }
        return first == null
                ? Future.succeededFuture(Events.done("committed", request.id()).put("group", request.group()))
                : Future.failedFuture(new Refusal(
                        first.code().name(), first.message() + " Refused: " + String.join(", ", refused) + "."));
    }
}

package io.tailwater.websocket.http;

import io.tailwater.core.client.StartOffsets;
import io.tailwater.core.client.StartPosition;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Records as they arrive, as server-sent events. */
final class TailTopicHandler implements ApiHandler {

    private static final int ALL = -1;

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/v1/topics/{topic}/tail";
    }

    @Override
    public Needed needed() {
        return Needed.onTopic(AclOperation.READ);
    }

    @Override
    public void handle(ApiRequest request) {
        Topic topic = request.topic();
        if (topic == null) {
            return;
        }
        int partition = request.number("partition", ALL, 0, Integer.MAX_VALUE);
        boolean committed = !request.choice("isolation", "committed", "uncommitted");
        StartPosition from = ReadRecordsHandler.from(request, "latest");
        @Nullable
        SortedMap<Integer, Long> stood = EventPosition.parse(request.http().getHeader("Last-Event-ID"));
        List<Integer> partitions = partitions(request, topic, partition);
        if (partitions.isEmpty()) {
            return;
        }
        Quota tails = request.environment().tails;
        if (!tails.take(1)) {
            request.refuse(
                    429,
                    "THROTTLING_QUOTA_EXCEEDED",
                    "There are as many tails as http.maxTails allows: try again later.");
            return;
        }
        request.routing().addEndHandler(done -> tails.giveBack(1));
        StartPosition start = stood == null ? from : new StartPosition.Earliest();
        request.answerWith(
                StartOffsets.find(request.broker().records(), topic, partitions, start, committed), positions -> {
                    if (stood != null) {
                        positions.replaceAll((index, earliest) -> stood.getOrDefault(index, earliest));
                    }
                    new EventTail(request, topic, positions, partition == ALL, committed).begin();
                });
    }

    private static List<Integer> partitions(ApiRequest request, Topic topic, int partition) {
        List<Integer> partitions = new ArrayList<>();
        if (partition >= topic.partitionCount()) {
            request.refuse(new BrokerError(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "Topic " + topic.name() + " has no partition " + partition + ": it has 0 to "
                            + (topic.partitionCount() - 1) + "."));
        } else if (partition == ALL) {
            for (int index = 0; index < topic.partitionCount(); index++) {
                partitions.add(index);
            }
        } else {
            partitions.add(partition);
        }
        return partitions;
    }
}

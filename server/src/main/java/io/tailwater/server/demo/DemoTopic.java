package io.tailwater.server.demo;

import io.tailwater.core.topic.NewTopic;
import java.util.Map;

/** The topics of the shop. */
enum DemoTopic {
    ORDERS("orders", 3),
    PAGE_VIEWS("page-views", 4);

    private static final String ONE_DAY_MILLIS = "86400000";

    private final String topicName;
    private final int partitionCount;

    DemoTopic(String topicName, int partitionCount) {
        this.topicName = topicName;
        this.partitionCount = partitionCount;
    }

    String topicName() {
        return topicName;
    }

    NewTopic asNew() {
        return new NewTopic(topicName, partitionCount, Map.of("retention.ms", ONE_DAY_MILLIS));
    }
}

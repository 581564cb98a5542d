package io.tailwater.tcp.api;

/** Where a setting's value comes from, with Kafka's numbers for it. */
enum ConfigSource {
    TOPIC(1),
    BROKER_FILE(4),
    DEFAULT(5);

    private final byte number;

    ConfigSource(int number) {
        this.number = (byte) number;
    }

    /** As DescribeConfigs and CreateTopics say it. */
    byte number() {
        return number;
    }
}

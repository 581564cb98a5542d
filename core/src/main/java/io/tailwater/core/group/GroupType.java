package io.tailwater.core.group;

/** Which protocol a group follows. */
public enum GroupType {
    /** Members join, one of them assigns (JoinGroup and SyncGroup); also groups that only commit offsets. */
    CLASSIC("classic"),
    /** Members say what they subscribe to, the broker assigns (KIP-848). */
    CONSUMER("consumer"),
    /** Members share partitions, record by record (KIP-932). */
    SHARE("share");

    private final String text;

    GroupType(String text) {
        this.text = text;
    }

    /** As Kafka's brokers spell it. */
    public String text() {
        return text;
    }
}

package io.tailwater.core.group;

/** Which protocol a group follows. */
public enum GroupType {
    /** Members join, one of them assigns (JoinGroup and SyncGroup); also groups that only commit offsets. */
    CLASSIC("Classic");

    private final String text;

    GroupType(String text) {
        this.text = text;
    }

    /** As Kafka's tools spell it. */
    public String text() {
        return text;
    }
}

package io.tailwater.core.security;

/** What somebody did that the audit log notes. */
public enum AuditAction {
    /** Somebody proved who they are. The subject is the mechanism. */
    AUTHENTICATION_SUCCEEDED("authentication.success", true),
    /** Somebody did not. The subject is the mechanism; the name that was claimed is untrusted. */
    AUTHENTICATION_FAILED("authentication.failure", true),
    /** A rule, or the lack of one, refused something. The subject is the resource. */
    ACCESS_DENIED("access.denied", true),
    RULE_CREATED("rule.create", false),
    RULE_DELETED("rule.delete", false),
    /** A user's credentials were set or replaced. The subject is the user. */
    USER_CHANGED("user.change", false),
    USER_DELETED("user.delete", false),
    QUOTA_CHANGED("quota.change", false),
    TOPIC_CREATED("topic.create", false),
    TOPIC_DELETED("topic.delete", false),
    /** Partitions were added, or settings changed. */
    TOPIC_CHANGED("topic.change", false),
    /** Records were deleted before their time. The subject is the topic. */
    RECORDS_DELETED("records.delete", false),
    GROUP_DELETED("group.delete", false),
    /** Settings of the broker, of all brokers, of a group or of loggers. */
    CONFIGURATION_CHANGED("configuration.change", false);

    private final String key;
    private final boolean anybodyCanRepeatIt;

    AuditAction(String key, boolean anybodyCanRepeatIt) {
        this.key = key;
        this.anybodyCanRepeatIt = anybodyCanRepeatIt;
    }

    /** As it stands in the log; such a name is never changed. */
    public String key() {
        return key;
    }

    /** Whether somebody without rights can make as many of these as they like: only so many are written. */
    boolean anybodyCanRepeatIt() {
        return anybodyCanRepeatIt;
    }
}

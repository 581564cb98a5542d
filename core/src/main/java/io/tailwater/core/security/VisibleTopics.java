package io.tailwater.core.security;

/**
 * The topics that a client may see, whenever it is asked. Thread-safe.
 *
 * @param authorizer decides
 * @param session the client
 */
public record VisibleTopics(Authorizer authorizer, ClientSession session) {

    /** Whether it may know of a topic that may or may not exist. */
    public boolean has(String name) {
        return authorizer.allows(session, AclOperation.DESCRIBE, ResourceType.TOPIC, name);
    }

    /** Another number whenever an answer may have become another. */
    public long version() {
        return authorizer.version();
    }
}

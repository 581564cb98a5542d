package io.tailwater.core.group.state;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.Authorizer;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.security.VisibleTopics;
import java.util.Set;

/** Allows everything but what a test hides. Used by one thread. */
final class HidingAuthorizer implements Authorizer {

    private Set<String> hidden = Set.of();
    private long version;

    /** Hides these topics, and none else. */
    void hide(String... names) {
        hidden = Set.of(names);
        version++;
    }

    VisibleTopics visible() {
        return new VisibleTopics(this, ClientSession.anonymous("127.0.0.1"));
    }

    @Override
    public boolean allows(ClientSession session, AclOperation operation, ResourceType type, String name) {
        return !hidden.contains(name);
    }

    @Override
    public boolean allowsAny(ClientSession session, AclOperation operation, ResourceType type) {
        return true;
    }

    @Override
    public long version() {
        return version;
    }
}

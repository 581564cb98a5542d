package io.tailwater.core.security.rule;

import io.tailwater.core.config.SecurityConfig;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.Authorizer;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.ResourceType;
import io.tailwater.spi.security.Principal;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Decides by the rules as they stand, as Kafka's {@code StandardAuthorizer} does. Thread-safe. */
public final class RuleAuthorizer implements Authorizer {

    private final Supplier<RuleIndex> rules;
    private final Set<Principal> superUsers;
    private final boolean unlessMentioned;

    /** @param rules asked with each question */
    public RuleAuthorizer(Supplier<RuleIndex> rules, SecurityConfig config) {
        this.rules = rules;
        this.superUsers = config.superUsers().stream().map(Principal::parse).collect(Collectors.toUnmodifiableSet());
        this.unlessMentioned = config.allowEveryoneIfNoAclFound();
    }

    @Override
    public boolean allows(ClientSession session, AclOperation operation, ResourceType type, String name) {
        return mayDoEverything(session)
                || rules.get()
                        .allows(session.principal(), session.clientHost(), operation, type, name, unlessMentioned);
    }

    @Override
    public boolean allowsAny(ClientSession session, AclOperation operation, ResourceType type) {
        return mayDoEverything(session)
                || rules.get().allowsAny(session.principal(), session.clientHost(), operation, type, unlessMentioned);
    }

    @Override
    public long version() {
        return rules.get().version();
    }

    @SuppressWarnings("ReferenceEquality") // anybody could be called the same
    private boolean mayDoEverything(ClientSession session) {
        return session == ClientSession.TRUSTED || superUsers.contains(session.principal());
    }
}

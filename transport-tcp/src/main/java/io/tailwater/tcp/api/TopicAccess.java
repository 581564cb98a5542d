package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.Authorizer;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.TopicIds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Whether who asks may do one thing to the topics of one request, whether it names them or knows their ids. Confined to its
 * request. Partitions of a topic that come one after the other cost one look.
 */
final class TopicAccess {

    private static final TopicAccess EVERYTHING = new TopicAccess(null, AclOperation.DESCRIBE);

    private final @Nullable RequestContext context;
    private final AclOperation operation;
    private String lastName = "";
    private Uuid lastId = Uuid.ZERO_UUID;
    private Errors last = Errors.NONE;

    private TopicAccess(@Nullable RequestContext context, AclOperation operation) {
        this.context = context;
        this.operation = operation;
    }

    static TopicAccess of(RequestContext context, AclOperation operation) {
        return context.broker().security().authorizer() == Authorizer.ALLOW_ALL
                ? EVERYTHING
                : new TopicAccess(context, operation);
    }

    /** Whether they may do it to every topic there is or is not. */
    boolean everything() {
        return context == null;
    }

    /** Why they may not, or {@link Errors#NONE}. */
    Errors refusal(String name) {
        if (context == null) {
            return Errors.NONE;
        }
        if (!name.equals(lastName)) {
            last = context.refusal(operation, ResourceType.TOPIC, name);
            lastName = name;
            lastId = Uuid.ZERO_UUID;
        }
        return last;
    }

    /** Why they may not, or {@link Errors#NONE}, also when nobody knows that id: it says nothing to those who made it up. */
    Errors refusal(Uuid id) {
        if (context == null) {
            return Errors.NONE;
        }
        if (!id.equals(lastId)) {
            Topic topic = context.broker().topics().find(TopicIds.fromWire(id));
            if (topic == null) {
                return Errors.NONE;
            }
            refusal(topic.name());
            lastId = id;
        }
        return last;
    }

    /** By its name, or by its id where it has no name. */
    Errors refusal(String name, Uuid id) {
        return name.isEmpty() ? refusal(id) : refusal(name);
    }

    /** Those of some things that are about topics to which they may do it; nobody is told of the rest. */
    static <T> List<T> visible(RequestContext context, AclOperation operation, List<T> all, Function<T, String> topic) {
        if (context.broker().security().authorizer() == Authorizer.ALLOW_ALL) {
            return all;
        }
        List<T> visible = new ArrayList<>();
        for (T one : all) {
            if (context.allows(operation, ResourceType.TOPIC, topic.apply(one))) {
                visible.add(one);
            }
        }
        return visible;
    }
}

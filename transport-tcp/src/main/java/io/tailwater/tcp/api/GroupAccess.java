package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Groups of one request, told apart by what who asks may do to them. Stateless. */
final class GroupAccess {

    private GroupAccess() {}

    /**
     * The groups to which who asks may do something.
     *
     * @param refused takes each of the others
     */
    static List<String> allowed(
            RequestContext context, AclOperation operation, List<String> groupIds, Consumer<String> refused) {
        List<String> allowed = new ArrayList<>(groupIds.size());
        for (String groupId : groupIds) {
            if (context.refusal(operation, ResourceType.GROUP, groupId) == Errors.NONE) {
                allowed.add(groupId);
            } else {
                refused.accept(groupId);
            }
        }
        return allowed;
    }

    /**
     * Why who asks may not be a member that reads these topics.
     *
     * @param topics null when they are the same as before
     * @return the first refusal, or {@link Errors#NONE}
     */
    static Errors refusalToSubscribe(RequestContext context, String groupId, @Nullable List<String> topics) {
        Errors refusal = context.refusal(AclOperation.READ, ResourceType.GROUP, groupId);
        if (topics == null) {
            return refusal;
        }
        for (int i = 0; refusal == Errors.NONE && i < topics.size(); i++) {
            refusal = context.refusal(AclOperation.DESCRIBE, ResourceType.TOPIC, topics.get(i));
        }
        return refusal;
    }
}

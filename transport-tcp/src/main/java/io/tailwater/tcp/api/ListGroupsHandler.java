package io.tailwater.tcp.api;

import io.tailwater.core.group.ListGroups;
import io.tailwater.core.group.ListedGroup;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Tells which groups there are. v4 asks for some states only (KIP-518), v5 for some types (KIP-848). */
final class ListGroupsHandler implements ApiHandler<ListGroupsRequestData, ListGroupsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_GROUPS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 5);
    }

    @Override
    public ListGroupsRequestData decode(Readable body, short version) {
        return new ListGroupsRequestData(body, version);
    }

    @Override
    public Future<ListGroupsResponseData> handle(RequestContext context, ListGroupsRequestData request) {
        ListGroups asked = new ListGroups(Set.copyOf(request.statesFilter()), Set.copyOf(request.typesFilter()));
        return context.broker()
                .groups()
                .list(asked)
                .map(result -> result instanceof Result.Ok<List<ListedGroup>> ok
                        ? answer(visible(context, ok.value()))
                        : failed(context, request, KafkaErrors.of(result)));
    }

    /** Who may describe the cluster sees all, the others those they may describe. */
    private static List<ListedGroup> visible(RequestContext context, List<ListedGroup> groups) {
        return context.allows(AclOperation.DESCRIBE, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME)
                ? groups
                : groups.stream()
                        .filter(group -> context.allows(AclOperation.DESCRIBE, ResourceType.GROUP, group.groupId()))
                        .toList();
    }

    private static ListGroupsResponseData answer(List<ListedGroup> groups) {
        ListGroupsResponseData response = new ListGroupsResponseData();
        for (ListedGroup group : groups) {
            response.groups()
                    .add(new ListGroupsResponseData.ListedGroup()
                            .setGroupId(group.groupId())
                            .setProtocolType(group.protocolType())
                            .setGroupState(group.state().text())
                            .setGroupType(group.type().text()));
        }
        return response;
    }

    @Override
    public ListGroupsResponseData failed(RequestContext context, ListGroupsRequestData request, Errors error) {
        return new ListGroupsResponseData().setErrorCode(error.code());
    }
}

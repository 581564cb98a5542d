package io.tailwater.websocket.http;

import io.tailwater.core.group.ListGroups;
import io.tailwater.core.group.ListedGroup;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.websocket.login.Rights;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.Set;

/** All groups that who asks may see, of every type, by id. */
final class ListGroupsHandler implements ApiHandler {

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/v1/groups";
    }

    @Override
    public Needed needed() {
        return Needed.NAME;
    }

    @Override
    public void handle(ApiRequest request) {
        Rights rights = request.rights();
        request.answerWith(request.broker().groups().list(new ListGroups(Set.of(), Set.of())), listed -> {
            JsonArray groups = new JsonArray();
            listed.stream()
                    .filter(group -> rights.allow(AclOperation.DESCRIBE, ResourceType.GROUP, group.groupId()))
                    .sorted(Comparator.comparing(ListedGroup::groupId))
                    .forEach(group -> groups.add(json(group)));
            request.answer(200, new JsonObject().put("groups", groups));
        });
    }

    static JsonObject json(ListedGroup group) {
        return new JsonObject()
                .put("id", group.groupId())
                .put("type", group.type().text())
                .put("protocolType", group.protocolType())
                .put("state", group.state().text());
    }
}

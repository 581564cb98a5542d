package io.tailwater.websocket.http;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.tailwater.websocket.login.Rights;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** All topics that who asks may see, by name. */
final class ListTopicsHandler implements ApiHandler {

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/v1/topics";
    }

    @Override
    public Needed needed() {
        return Needed.NAME;
    }

    @Override
    public void handle(ApiRequest request) {
        boolean internal = request.choice("internal", "false", "true");
        Rights rights = request.rights();
        List<Topic> topics = request.broker().topics().all().stream()
                .filter(topic -> internal || !topic.internal())
                .filter(topic -> rights.allow(AclOperation.DESCRIBE, topic.name()))
                .toList();
        TopicJson.summaries(request.broker(), topics)
                .onSuccess(list -> request.answer(200, new JsonObject().put("topics", list)))
                .onFailure(request::fail);
    }
}

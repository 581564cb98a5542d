package io.tailwater.websocket.http;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.vertx.core.http.HttpMethod;

/** One topic: partitions, offsets, sizes, settings. */
final class GetTopicHandler implements ApiHandler {

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/v1/topics/{topic}";
    }

    @Override
    public Needed needed() {
        return Needed.onTopic(AclOperation.DESCRIBE);
    }

    @Override
    public void handle(ApiRequest request) {
        Topic topic = request.topic();
        if (topic != null) {
            TopicJson.detail(request.broker(), topic, request.rights())
                    .onSuccess(detail -> request.answer(200, detail))
                    .onFailure(request::fail);
        }
    }
}

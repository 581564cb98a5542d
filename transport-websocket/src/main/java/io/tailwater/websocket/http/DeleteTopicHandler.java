package io.tailwater.websocket.http;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.topic.Topic;
import io.vertx.core.http.HttpMethod;

/** Deletes a topic. */
final class DeleteTopicHandler implements ApiHandler {

    @Override
    public HttpMethod method() {
        return HttpMethod.DELETE;
    }

    @Override
    public String path() {
        return "/v1/topics/{topic}";
    }

    @Override
    public Needed needed() {
        return Needed.onTopic(AclOperation.DELETE);
    }

    @Override
    public void handle(ApiRequest request) {
        Topic topic = request.topic();
        if (topic != null
                && !request.refusedFor(request.pacing().tryMutate(request.session(), topic.partitionCount()))) {
            request.answerWith(request.broker().topics().delete(topic.id()), deleted -> {
                request.broker().audit().note(request.session(), AuditAction.TOPIC_DELETED, topic.name());
                request.response().setStatusCode(204).end();
            });
        }
    }
}

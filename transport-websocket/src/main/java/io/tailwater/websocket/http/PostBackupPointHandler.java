package io.tailwater.websocket.http;

import io.tailwater.core.partition.LogExtent;
import io.tailwater.core.security.AclOperation;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Where every log ends, once that is on disk: what {@code tailwater backup} copies. */
final class PostBackupPointHandler implements ApiHandler {

    @Override
    public HttpMethod method() {
        return HttpMethod.POST;
    }

    @Override
    public String path() {
        return "/v1/broker/backup-point";
    }

    @Override
    public Needed needed() {
        return Needed.onCluster(AclOperation.CLUSTER_ACTION);
    }

    @Override
    public void handle(ApiRequest request) {
        request.broker()
                .backupPoint()
                .onSuccess(extents -> {
                    JsonArray logs = new JsonArray();
                    for (LogExtent extent : extents) {
                        logs.add(new JsonObject()
                                .put("topic", extent.id().topic())
                                .put("topicId", extent.id().topicId().toString())
                                .put("partition", extent.id().partition())
                                .put("startOffset", extent.startOffset())
                                .put("endOffset", extent.endOffset()));
                    }
                    request.answer(
                            200,
                            new JsonObject()
                                    .put("clusterId", request.broker().clusterId())
                                    .put(
                                            "directory",
                                            request.broker()
                                                    .config()
                                                    .storage()
                                                    .directory()
                                                    .toAbsolutePath()
                                                    .normalize()
                                                    .toString())
                                    .put("logs", logs));
                })
                .onFailure(request::fail);
    }
}

package io.tailwater.websocket.http;

import java.util.List;

/** Every operation of the HTTP API. Stateless. */
final class ApiHandlers {

    private ApiHandlers() {}

    static List<ApiHandler> all() {
        return List.of(
                new ListTopicsHandler(),
                new GetTopicHandler(),
                new PutTopicHandler(),
                new DeleteTopicHandler(),
                new ReadRecordsHandler(),
                new ProduceRecordsHandler(),
                new TailTopicHandler(),
                new ListGroupsHandler(),
                new GetGroupHandler(),
                new GetSessionHandler(),
                new PostSessionHandler(),
                new DeleteSessionHandler(),
                new GetBrokerHandler(),
                new PostBackupPointHandler(),
                new GetDescriptionHandler());
    }
}

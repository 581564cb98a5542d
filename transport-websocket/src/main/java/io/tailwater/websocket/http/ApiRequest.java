package io.tailwater.websocket.http;

import io.tailwater.core.Broker;
import io.tailwater.core.client.ErrorStatus;
import io.tailwater.core.quota.ClientPacing;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.topic.Topic;
import io.tailwater.transport.AcceptedSocket;
import io.tailwater.websocket.login.Login;
import io.tailwater.websocket.login.Rights;
import io.tailwater.websocket.route.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer. Event-loop confined. */
final class ApiRequest {

    private static final Logger LOG = LoggerFactory.getLogger(ApiRequest.class);
    private static final String RETRY_SECONDS = "1";
    private static final long UNREAD_MILLIS = 2_000;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    private final RoutingContext routing;
    private final ApiEnvironment environment;
    private final ClientPacing pacing;

    ApiRequest(RoutingContext routing, ApiEnvironment environment) {
        this.routing = routing;
        this.environment = environment;
        this.pacing = new ClientPacing(broker().quotas(), broker().metrics(), ClientPacing.HTTP);
    }

    RoutingContext routing() {
        return routing;
    }

    ApiEnvironment environment() {
        return environment;
    }

    Broker broker() {
        return environment.broker();
    }

    HttpServerRequest http() {
        return routing.request();
    }

    HttpServerResponse response() {
        return routing.response();
    }

    /** A part of the path, decoded. */
    String path(String name) {
        return routing.pathParam(name);
    }

    /** A parameter of the query, or null when it was not given. */
    @Nullable
    String query(String name) {
        List<String> values = routing.queryParam(name);
        if (values.size() > 1) {
            throw new BadRequest("'" + name + "' is given more than once.");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** A whole number of the query. */
    int number(String name, int otherwise, int min, int max) {
        String text = query(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new BadRequest("'" + name + "' must be a whole number from " + min + " to " + max + ".");
    }

    /** Which of two words the query has. */
    boolean choice(String name, String usual, String other) {
        String text = query(name);
        if (text != null && !text.equals(usual) && !text.equals(other)) {
            throw new BadRequest("'" + name + "' must be " + usual + " or " + other + ".");
        }
        return other.equals(text);
    }

    /** Who asks. */
    ClientSession session() {
        return Login.of(routing).session();
    }

    /** How long who asks has to wait, after what it does. */
    ClientPacing pacing() {
        return pacing;
    }

    /** Refuses, when who asks has to wait for so many milliseconds; false when it has not. */
    boolean refusedFor(long waitMillis) {
        return refusedFor(waitMillis, new JsonObject());
    }

    /** @param more what else a program may want to know */
    boolean refusedFor(long waitMillis, JsonObject more) {
        if (waitMillis <= 0) {
            return false;
        }
        response().putHeader("Retry-After", String.valueOf((waitMillis + 999) / 1_000));
        refuse(
                TOO_MANY,
                "THROTTLING_QUOTA_EXCEEDED",
                "A quota does not allow more now: try again in " + waitMillis + " ms.",
                more);
        return true;
    }

    /** What who asks may do at this moment. */
    Rights rights() {
        return new Rights(broker().security().authorizer(), broker().audit(), session());
    }

    /** The topic that the path names; null, and refused, when there is none. */
    @Nullable
    Topic topic() {
        Result<Topic> found = broker().records().topic(session(), AclOperation.DESCRIBE, path("topic"));
        if (found instanceof Result.Refused<Topic> refused) {
            refuse(refused.error());
            return null;
        }
        return ((Result.Ok<Topic>) found).value();
    }

    void answer(int status, JsonObject json) {
        answer(status, json.toBuffer());
    }

    /** @param json its text */
    void answer(int status, Buffer json) {
        if (!response().ended() && !response().closed()) {
            end(status, json);
        }
    }

    /** @return completes when the socket has taken it, or is closed */
    private Future<Void> end(int status, Buffer json) {
        return response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(json);
    }

    /** Answers with records, whose memory is needed when the socket does not take them. */
    void answerWithRecords(Buffer json) {
        if (!response().ended() && !response().closed()) {
            environment().untaken.given(this, json.length());
            end(200, json).onComplete(done -> environment().untaken.taken(this));
        }
    }

    /** Its reader takes nothing, and the memory is needed: closes the connection. */
    void cutOff() {
        broker().metrics().requestRejected("answers that are not read");
        AcceptedSocket.of(http().connection()).close();
    }

    /** Answers with what comes of something, or refuses. */
    <T> void answerWith(Future<Result<T>> future, Consumer<T> answer) {
        future.onSuccess(result -> {
                    if (result instanceof Result.Refused<T> refused) {
                        refuse(refused.error());
                    } else {
                        answer.accept(((Result.Ok<T>) result).value());
                    }
                })
                .onFailure(this::fail);
    }

    void refuse(BrokerError error) {
        refuse(ErrorStatus.of(error.code()), error.code().name(), error.message());
    }

    void refuse(int status, String code, String detail) {
        refuse(status, code, detail, new JsonObject());
    }

    /** @param more what else a program may want to know */
    void refuse(int status, String code, String detail, JsonObject more) {
        HttpServerResponse response = response();
        if (response.ended() || response.closed()) {
            return;
        }
        if ((status == TOO_MANY || status == UNAVAILABLE) && !response.headers().contains("Retry-After")) {
            response.putHeader("Retry-After", RETRY_SECONDS);
        }
        if (hasBody() && !http().isEnded()) {
            response.putHeader("Connection", "close");
            closeSoon();
        }
        Buffer body = Problem.json(status, code, detail).mergeIn(more).toBuffer();
        response.setStatusCode(status)
                .putHeader("Content-Type", Problem.CONTENT_TYPE)
                .end(body);
    }

    /**
     * Refuses it since bodies hold what they may together.
     *
     * @param more what else a program may want to know
     */
    void refuseForMemory(JsonObject more) {
        refuse(
                TOO_MANY,
                "THROTTLING_QUOTA_EXCEEDED",
                "Bodies under way hold what http.bodyBytes and the heap allow: try again, or send less at once.",
                more);
    }

    private boolean hasBody() {
        String length = http().getHeader("Content-Length");
        return http().headers().contains("Transfer-Encoding") || (length != null && !length.equals("0"));
    }

    /** What still comes is of no use, but a connection that is closed while it comes may lose the answer. */
    private void closeSoon() {
        http().handler(piece -> {}).resume();
        environment.vertx().setTimer(UNREAD_MILLIS, timer -> {
            if (!http().isEnded()) {
                http().connection().close();
            }
        });
    }

    /** Something broke that should not. */
    void fail(Throwable cause) {
        LOG.error("{} {} failed", http().method(), http().path(), cause);
        refuse(500, "UNKNOWN_SERVER_ERROR", "This is a mistake in the broker or a broken disk; its log tells more.");
    }
}

package io.tailwater.websocket.http;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.setting.SettingsEdit;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.websocket.login.Rights;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Creates a topic, or makes one that is there as it is asked for. */
final class PutTopicHandler implements ApiHandler {

    private static final int MAX_BYTES = 64 << 10;
    private static final int UNSAID = -1;

    @Override
    public HttpMethod method() {
        return HttpMethod.PUT;
    }

    @Override
    public String path() {
        return "/v1/topics/{topic}";
    }

    @Override
    public Needed needed() {
        return Needed.NAME;
    }

    /** @param settings null when nothing is said of them */
    private record Wanted(int partitions, @Nullable Map<String, String> settings) {}

    @Override
    public void handle(ApiRequest request) {
        String type = request.http().getHeader("Content-Type");
        if (type != null && !type.startsWith("application/json")) {
            request.refuse(415, "UNSUPPORTED_MEDIA_TYPE", "Send application/json, or nothing.");
            return;
        }
        BodyReader.read(request, MAX_BYTES).onSuccess(body -> {
            try {
                put(request, read(body));
            } catch (BadRequest e) {
                request.refuse(400, "INVALID_REQUEST", String.valueOf(e.getMessage()));
            }
        });
    }

    private static void put(ApiRequest request, Wanted wanted) {
        String name = request.path("topic");
        TopicCatalog topics = request.broker().topics();
        Topic topic = topics.find(name);
        BrokerError refusal = refusal(request, topic, wanted);
        if (refusal != null) {
            request.refuse(refusal);
            return;
        }
        int added = added(request, topic, wanted);
        if (added > 0 && request.refusedFor(request.pacing().tryMutate(request.session(), added))) {
            return;
        }
        Future<Result<Topic>> done;
        if (topic == null) {
            Map<String, @Nullable String> settings = new HashMap<>();
            if (wanted.settings() != null) {
                settings.putAll(wanted.settings());
            }
            done = topics.create(new NewTopic(name, wanted.partitions(), settings), false);
        } else {
            done = change(topics, topic, wanted);
        }
        request.answerWith(
                done.onSuccess(result -> audit(request, topic, wanted, result)),
                now -> TopicJson.detail(request.broker(), now, request.rights())
                        .onSuccess(detail -> request.answer(topic == null ? 201 : 200, detail))
                        .onFailure(request::fail));
    }

    private static int added(ApiRequest request, @Nullable Topic topic, Wanted wanted) {
        if (wanted.partitions() != UNSAID) {
            return wanted.partitions() - (topic == null ? 0 : topic.partitionCount());
        }
        return topic == null ? request.broker().config().topics().partitionCount() : 0;
    }

    /** What is missing to make a topic, or to see and change one that is there; null when nothing is. */
    private static @Nullable BrokerError refusal(ApiRequest request, @Nullable Topic topic, Wanted wanted) {
        String name = request.path("topic");
        Rights rights = request.rights();
        if (topic == null || !rights.allow(AclOperation.DESCRIBE, name)) {
            // In the same words whether it is there or not.
            BrokerError refusal =
                    rights.allowCreating(name) ? null : rights.refusal(AclOperation.CREATE, ResourceType.TOPIC, name);
            if (topic == null || refusal != null) {
                return refusal;
            }
        }
        List<AclOperation> needed = new ArrayList<>(List.of(AclOperation.DESCRIBE));
        if (wanted.partitions() != UNSAID && wanted.partitions() != topic.partitionCount()) {
            needed.add(AclOperation.ALTER);
        }
        if (wanted.settings() != null) {
            needed.add(AclOperation.ALTER_CONFIGS);
        }
        for (AclOperation operation : needed) {
            BrokerError refusal = rights.refusal(operation, ResourceType.TOPIC, name);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private static void audit(ApiRequest request, @Nullable Topic before, Wanted wanted, Result<Topic> result) {
        if (result instanceof Result.Ok<Topic> ok) {
            Map<String, Object> details = new HashMap<>();
            details.put("partitions", ok.value().partitionCount());
            if (wanted.settings() != null) {
                details.put("settings", "only " + new TreeMap<>(wanted.settings()));
            }
            request.broker()
                    .audit()
                    .note(
                            request.session(),
                            before == null ? AuditAction.TOPIC_CREATED : AuditAction.TOPIC_CHANGED,
                            ok.value().name(),
                            details);
        }
    }

    /** Settings are tried before partitions are added, so that a request that is wrong changes nothing. */
    private static Future<Result<Topic>> change(TopicCatalog topics, Topic topic, Wanted wanted) {
        if (wanted.partitions() != UNSAID && wanted.partitions() < topic.partitionCount()) {
            return Future.succeededFuture(Result.refused(
                    ErrorCode.INVALID_PARTITIONS,
                    "Topic " + topic.name() + " has " + topic.partitionCount()
                            + " partitions, and none can be taken away."));
        }
        return configure(topics, topic, wanted, true)
                .compose(tried -> tried instanceof Result.Ok<Topic> ? grow(topics, topic, wanted) : still(tried))
                .compose(grown ->
                        grown instanceof Result.Ok<Topic> ? configure(topics, topic, wanted, false) : still(grown))
                .map(result -> result.map(done -> {
                    Topic now = topics.find(topic.id());
                    return now == null ? done : now;
                }));
    }

    private static Future<Result<Topic>> still(Result<Topic> refused) {
        return Future.succeededFuture(refused);
    }

    private static Future<Result<Topic>> grow(TopicCatalog topics, Topic topic, Wanted wanted) {
        return wanted.partitions() > topic.partitionCount()
                ? topics.addPartitions(topic.name(), wanted.partitions(), false)
                : Future.succeededFuture(Result.ok(topic));
    }

    private static Future<Result<Topic>> configure(
            TopicCatalog topics, Topic topic, Wanted wanted, boolean validateOnly) {
        return wanted.settings() == null
                ? Future.succeededFuture(Result.ok(topic))
                : topics.configure(topic.name(), new SettingsEdit.Replacement(wanted.settings()), validateOnly);
    }

    private static Wanted read(Buffer body) {
        if (body.length() == 0) {
            return new Wanted(UNSAID, null);
        }
        JsonObject json;
        try {
            json = body.toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            throw new BadRequest("The body must be a JSON object: {\"partitions\": 3, \"configuration\": {…}}.");
        }
        for (String name : json.fieldNames()) {
            if (!name.equals("partitions") && !name.equals("configuration")) {
                throw new BadRequest("There is no '" + name + "': it may have partitions and configuration.");
            }
        }
        Object partitions = json.getValue("partitions");
        if (partitions != null && !(partitions instanceof Integer count && count >= 1)) {
            throw new BadRequest("'partitions' must be a whole number from 1.");
        }
        return new Wanted(partitions == null ? UNSAID : (Integer) partitions, settings(json.getValue("configuration")));
    }

    private static @Nullable Map<String, String> settings(@Nullable Object configuration) {
        if (configuration == null) {
            return null;
        }
        if (!(configuration instanceof JsonObject json)) {
            throw new BadRequest("'configuration' must be an object of settings: {\"retention.ms\": \"86400000\"}.");
        }
        Map<String, String> settings = new HashMap<>();
        for (Map.Entry<String, Object> entry : json) {
            Object value = entry.getValue();
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                settings.put(entry.getKey(), value.toString());
            } else {
                throw new BadRequest("The setting '" + entry.getKey() + "' must be a text, a number or a truth value.");
            }
        }
        return settings;
    }
}

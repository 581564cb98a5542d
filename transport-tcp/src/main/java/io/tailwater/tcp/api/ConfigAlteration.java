package io.tailwater.tcp.api;

import io.tailwater.core.dynamic.SettingOwner;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.setting.SettingChange;
import io.tailwater.core.setting.SettingsEdit;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What both APIs that alter settings have in common. Stateless. */
final class ConfigAlteration {

    private ConfigAlteration() {}

    /** Alters the settings of a topic, of this broker or of a group. */
    static Future<Result<Done>> alter(
            RequestContext context, byte resourceType, String name, SettingsEdit edit, boolean validateOnly) {
        ConfigResource.Type type = ConfigResource.Type.forId(resourceType);
        Future<Result<Done>> altered = alter(context, type, name, edit, validateOnly);
        return validateOnly
                ? altered
                : altered.onSuccess(result -> {
                    if (result instanceof Result.Ok<Done>) {
                        audit(context, type, name, edit);
                    }
                });
    }

    /** Notes what was changed; no setting that a client can change is a secret. */
    static void audit(RequestContext context, ConfigResource.Type type, String name, SettingsEdit edit) {
        context.audit(
                type == ConfigResource.Type.TOPIC ? AuditAction.TOPIC_CHANGED : AuditAction.CONFIGURATION_CHANGED,
                name,
                Map.of("resource", type.name().toLowerCase(Locale.ROOT), "settings", inWords(edit)));
    }

    private static String inWords(SettingsEdit edit) {
        if (edit instanceof SettingsEdit.Changes changes) {
            return changes.changes().stream().map(ConfigAlteration::inWords).collect(Collectors.joining(" "));
        }
        return "only "
                + ((SettingsEdit.Replacement) edit)
                        .settings().entrySet().stream()
                                .map(Map.Entry::toString)
                                .sorted()
                                .collect(Collectors.joining(" "));
    }

    private static String inWords(SettingChange change) {
        if (change instanceof SettingChange.Assign assign) {
            return assign.name() + "=" + assign.value();
        } else if (change instanceof SettingChange.Append append) {
            return append.name() + "+=" + append.elements();
        } else if (change instanceof SettingChange.Subtract subtract) {
            return subtract.name() + "-=" + subtract.elements();
        }
        return change.name() + "=(default)";
    }

    private static Future<Result<Done>> alter(
            RequestContext context, ConfigResource.Type type, String name, SettingsEdit edit, boolean validateOnly) {
        return switch (type) {
            case TOPIC -> topic(context, name, edit, validateOnly);
            case BROKER -> broker(context, name, edit, validateOnly);
            case GROUP -> group(context, name, edit, validateOnly);
            case CLIENT_METRICS -> refused(ErrorCode.INVALID_REQUEST, "Clients are not asked for metrics here.");
            default -> refused(ErrorCode.INVALID_REQUEST, "There is no resource type " + type + " to alter.");
        };
    }

    /** Why who asks may not do that to the settings of a resource, or {@code NONE}. */
    static Errors authorize(RequestContext context, AclOperation operation, byte resourceType, String name) {
        return switch (ConfigResource.Type.forId(resourceType)) {
            case TOPIC -> context.refusal(operation, ResourceType.TOPIC, name);
            case GROUP -> context.refusal(operation, ResourceType.GROUP, name);
            case BROKER, BROKER_LOGGER, CLIENT_METRICS -> context.clusterRefusal(operation);
            default -> Errors.NONE; // there is nothing of that type
        };
    }

    private static Future<Result<Done>> topic(
            RequestContext context, String name, SettingsEdit edit, boolean validateOnly) {
        if (name.isEmpty()) {
            return refused(ErrorCode.INVALID_REQUEST, "There are no default settings of topics: the broker has them.");
        }
        return context.broker().topics().configure(name, edit, validateOnly).map(ConfigAlteration::withoutTopic);
    }

    private static Result<Done> withoutTopic(Result<Topic> result) {
        return result instanceof Result.Refused<Topic> refused
                ? new Result.Refused<>(refused.error())
                : Result.ok(Done.DONE);
    }

    private static Future<Result<Done>> broker(
            RequestContext context, String name, SettingsEdit edit, boolean validateOnly) {
        BrokerError refusal = name.isEmpty() ? null : refusalOfBroker(context, name);
        if (refusal != null) {
            return Future.succeededFuture(new Result.Refused<>(refusal));
        }
        SettingOwner owner = name.isEmpty() ? new SettingOwner.Cluster() : new SettingOwner.Node();
        return context.broker().settings().alter(owner, edit, validateOnly);
    }

    private static Future<Result<Done>> group(
            RequestContext context, String name, SettingsEdit edit, boolean validateOnly) {
        return name.isEmpty()
                ? refused(ErrorCode.INVALID_REQUEST, "There are no default settings of groups: the broker has them.")
                : context.broker().settings().alter(new SettingOwner.Group(name), edit, validateOnly);
    }

    /** Why a name is not this broker's, or null when it is. */
    static @Nullable BrokerError refusalOfBroker(RequestContext context, String name) {
        String nodeId = Integer.toString(context.broker().config().nodeId());
        return name.equals(nodeId)
                ? null
                : new BrokerError(
                        ErrorCode.INVALID_REQUEST, "There is no broker '" + name + "'; this is " + nodeId + ".");
    }

    /**
     * Why one resource's part of a request makes no sense, or null when it does.
     *
     * @param name of a setting
     * @param lacksValue whether a setting comes without the value it needs
     */
    static <C> @Nullable BrokerError refusalOfRequest(
            Collection<C> settings, Function<C, String> name, Function<C, Boolean> lacksValue) {
        Set<String> named = new HashSet<>();
        for (C setting : settings) {
            if (!named.add(name.apply(setting))) {
                return new BrokerError(
                        ErrorCode.INVALID_REQUEST, name.apply(setting) + " is named twice for one resource.");
            }
        }
        List<String> valueless =
                settings.stream().filter(lacksValue::apply).map(name).toList();
        return valueless.isEmpty()
                ? null
                : new BrokerError(ErrorCode.INVALID_REQUEST, "A value is missing for " + valueless + ".");
    }

    private static Future<Result<Done>> refused(ErrorCode code, String message) {
        return Future.succeededFuture(Result.refused(code, message));
    }
}

package io.tailwater.tcp.api;

import io.tailwater.core.dynamic.DynamicSettings;
import io.tailwater.core.dynamic.SettingOrigin;
import io.tailwater.core.dynamic.SettingOwner;
import io.tailwater.core.dynamic.SettingState;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells the settings of topics, of this broker, of its loggers and of groups: value, where it comes from, what else it could come from (synonyms), and
 * since v3 type and documentation (KIP-569). v2 and v4 change nothing but throttling and the encoding.
 */
final class DescribeConfigsHandler implements ApiHandler<DescribeConfigsRequestData, DescribeConfigsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_CONFIGS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 4);
    }

    @Override
    public DescribeConfigsRequestData decode(Readable body, short version) {
        return new DescribeConfigsRequestData(body, version);
    }

    @Override
    public Future<DescribeConfigsResponseData> handle(RequestContext context, DescribeConfigsRequestData request) {
        DescribeConfigsResponseData response = new DescribeConfigsResponseData();
        for (DescribeConfigsResource resource : request.resources()) {
            DescribeConfigsResult result = result(resource);
            response.results().add(result);
            Errors refusal = ConfigAlteration.authorize(
                    context, AclOperation.DESCRIBE_CONFIGS, resource.resourceType(), resource.resourceName());
            if (refusal != Errors.NONE) {
                refuse(result, refusal, refusal.message());
                continue;
            }
            switch (ConfigResource.Type.forId(resource.resourceType())) {
                case TOPIC -> describeTopic(context, request, resource, result);
                case BROKER -> describeBroker(context, request, resource, result);
                case BROKER_LOGGER -> describeLoggers(context, resource, result);
                case GROUP -> describeGroup(context, request, resource, result);
                default ->
                    refuse(result, Errors.INVALID_REQUEST, "Only topics, brokers, loggers and groups have settings.");
            }
        }
        return Future.succeededFuture(response);
    }

    private static void describeTopic(
            RequestContext context,
            DescribeConfigsRequestData request,
            DescribeConfigsResource resource,
            DescribeConfigsResult result) {
        Topic topic = context.broker().topics().find(resource.resourceName());
        if (topic == null) {
            refuse(result, Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no such topic.");
        } else {
            describe(context.broker().settings().topic(topic), request, resource, result);
        }
    }

    private static void describeBroker(
            RequestContext context,
            DescribeConfigsRequestData request,
            DescribeConfigsResource resource,
            DescribeConfigsResult result) {
        DynamicSettings settings = context.broker().settings();
        if (resource.resourceName().isEmpty()) {
            describe(changedOfAll(settings), request, resource, result);
        } else if (isThisBroker(context, resource, result)) {
            describe(settings.broker(), request, resource, result);
        }
    }

    /** What was changed of all brokers at once: nothing else is told of them. */
    private static List<SettingState> changedOfAll(DynamicSettings settings) {
        List<SettingState> states = new ArrayList<>();
        settings.changed(new SettingOwner.Cluster()).forEach((name, value) -> {
            SettingState state = settings.broker(name);
            if (state != null) {
                List<SettingOrigin> origins = List.of(new SettingOrigin(SettingOrigin.Place.CLUSTER, name, value));
                states.add(new SettingState(state.definition(), origins, true));
            }
        });
        return states;
    }

    private static boolean isThisBroker(
            RequestContext context, DescribeConfigsResource resource, DescribeConfigsResult result) {
        BrokerError refusal = ConfigAlteration.refusalOfBroker(context, resource.resourceName());
        if (refusal != null) {
            refuse(result, Errors.INVALID_REQUEST, refusal.message());
        }
        return refusal == null;
    }

    private static void describeLoggers(
            RequestContext context, DescribeConfigsResource resource, DescribeConfigsResult result) {
        if (isThisBroker(context, resource, result)) {
            BrokerLoggers.levels().forEach((name, level) -> {
                if (isWanted(resource, name)) {
                    result.configs().add(ConfigEntry.ofLogger(name, level));
                }
            });
        }
    }

    private static void describeGroup(
            RequestContext context,
            DescribeConfigsRequestData request,
            DescribeConfigsResource resource,
            DescribeConfigsResult result) {
        if (resource.resourceName().isEmpty()) {
            refuse(result, Errors.INVALID_REQUEST, "A group's id must not be empty.");
        } else {
            describe(context.broker().settings().group(resource.resourceName()), request, resource, result);
        }
    }

    private static void describe(
            List<SettingState> settings,
            DescribeConfigsRequestData request,
            DescribeConfigsResource resource,
            DescribeConfigsResult result) {
        for (SettingState setting : settings) {
            if (isWanted(resource, setting.name())) {
                result.configs().add(ConfigEntry.of(request, setting));
            }
        }
    }

    private static boolean isWanted(DescribeConfigsResource resource, String name) {
        List<String> keys = resource.configurationKeys();
        return keys == null || keys.isEmpty() || keys.contains(name);
    }

    private static DescribeConfigsResult result(DescribeConfigsResource resource) {
        return new DescribeConfigsResult()
                .setErrorMessage(null)
                .setResourceType(resource.resourceType())
                .setResourceName(resource.resourceName());
    }

    private static void refuse(DescribeConfigsResult result, Errors error, String message) {
        result.setErrorCode(error.code()).setErrorMessage(message);
    }

    @Override
    public DescribeConfigsResponseData failed(
            RequestContext context, DescribeConfigsRequestData request, Errors error) {
        DescribeConfigsResponseData response = new DescribeConfigsResponseData();
        for (DescribeConfigsResource resource : request.resources()) {
            DescribeConfigsResult result = result(resource);
            refuse(result, error, error.message());
            response.results().add(result);
        }
        return response;
    }
}

package io.tailwater.tcp.api;

import io.tailwater.core.Broker;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
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
 * Tells the settings of topics and of this broker: value, where it comes from, what else it could come from (synonyms), and
 * since v3 type and documentation (KIP-569). v2 and v4 change nothing but throttling and the encoding.
 */
public final class DescribeConfigsHandler
        implements ApiHandler<DescribeConfigsRequestData, DescribeConfigsResponseData> {

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
            switch (ConfigResource.Type.forId(resource.resourceType())) {
                case TOPIC -> describeTopic(context.broker(), request, resource, result);
                case BROKER -> describeBroker(context.broker(), request, resource, result);
                default -> refuse(result, Errors.INVALID_REQUEST, "Only topics and brokers have settings here.");
            }
        }
        return Future.succeededFuture(response);
    }

    private static void describeTopic(
            Broker broker,
            DescribeConfigsRequestData request,
            DescribeConfigsResource resource,
            DescribeConfigsResult result) {
        Topic topic = broker.topics().find(resource.resourceName());
        if (topic == null) {
            refuse(result, Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no such topic.");
            return;
        }
        for (TopicSettingValue setting : TopicSettingValue.all(broker, topic)) {
            if (isWanted(resource, setting.definition().name())) {
                result.configs().add(ConfigEntry.of(request, setting));
            }
        }
    }

    private static void describeBroker(
            Broker broker,
            DescribeConfigsRequestData request,
            DescribeConfigsResource resource,
            DescribeConfigsResult result) {
        String nodeId = Integer.toString(broker.config().nodeId());
        if (resource.resourceName().isEmpty()) {
            return; // the settings common to all brokers that were changed while running: none can be
        }
        if (!resource.resourceName().equals(nodeId)) {
            refuse(
                    result,
                    Errors.INVALID_REQUEST,
                    "There is no broker " + resource.resourceName() + "; this is " + nodeId + ".");
            return;
        }
        for (BrokerSettingValue setting : BrokerSettingValue.all(broker.config())) {
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

package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells of what there are settings (KIP-1142): every topic, this broker and its loggers, groups that have some of their own.
 * v0 was for client metrics alone, of which there are none; in v1 the client says which types it wants.
 */
final class ListConfigResourcesHandler
        implements ApiHandler<ListConfigResourcesRequestData, ListConfigResourcesResponseData> {

    private static final Set<Byte> TYPES = Set.of(
            ConfigResource.Type.TOPIC.id(),
            ConfigResource.Type.BROKER.id(),
            ConfigResource.Type.BROKER_LOGGER.id(),
            ConfigResource.Type.CLIENT_METRICS.id(),
            ConfigResource.Type.GROUP.id());

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_CONFIG_RESOURCES;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 1);
    }

    @Override
    public ListConfigResourcesRequestData decode(Readable body, short version) {
        return new ListConfigResourcesRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, ListConfigResourcesRequestData request) {
        return context.clusterRefusal(AclOperation.DESCRIBE_CONFIGS);
    }

    @Override
    public Future<ListConfigResourcesResponseData> handle(
            RequestContext context, ListConfigResourcesRequestData request) {
        Set<Byte> wanted = wanted(context, request);
        if (!TYPES.containsAll(wanted)) {
            return Future.succeededFuture(failed(context, request, Errors.UNSUPPORTED_VERSION));
        }
        ListConfigResourcesResponseData response = new ListConfigResourcesResponseData();
        if (wanted.contains(ConfigResource.Type.TOPIC.id())) {
            for (Topic topic : context.broker().topics().all()) {
                add(response, ConfigResource.Type.TOPIC, topic.name());
            }
        }
        if (wanted.contains(ConfigResource.Type.GROUP.id())) {
            context.broker().settings().groups().forEach(id -> add(response, ConfigResource.Type.GROUP, id));
        }
        String nodeId = Integer.toString(context.broker().config().nodeId());
        if (wanted.contains(ConfigResource.Type.BROKER.id())) {
            add(response, ConfigResource.Type.BROKER, nodeId);
        }
        if (wanted.contains(ConfigResource.Type.BROKER_LOGGER.id())) {
            add(response, ConfigResource.Type.BROKER_LOGGER, nodeId);
        }
        return Future.succeededFuture(response);
    }

    private static Set<Byte> wanted(RequestContext context, ListConfigResourcesRequestData request) {
        if (context.version() == 0) {
            return Set.of(ConfigResource.Type.CLIENT_METRICS.id());
        }
        return request.resourceTypes().isEmpty() ? TYPES : new LinkedHashSet<>(request.resourceTypes());
    }

    private static void add(ListConfigResourcesResponseData response, ConfigResource.Type type, String name) {
        response.configResources()
                .add(new ListConfigResourcesResponseData.ConfigResource()
                        .setResourceType(type.id())
                        .setResourceName(name));
    }

    @Override
    public ListConfigResourcesResponseData failed(
            RequestContext context, ListConfigResourcesRequestData request, Errors error) {
        return new ListConfigResourcesResponseData().setErrorCode(error.code());
    }
}

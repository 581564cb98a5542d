package io.tailwater.tcp.api;

import io.tailwater.core.Broker;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells where the broker is and what topics there are, and creates a topic that is asked for and missing, where client and
 * configuration allow. All topics are meant by an empty list in v0 and by null since. v4 lets the client forbid creation, v7
 * tells leader epochs, v8 authorized operations, v10 topic ids, v12 finds by id.
 */
final class MetadataHandler implements ApiHandler<MetadataRequestData, MetadataResponseData> {

    private static final short FIRST_BY_ID = 12;
    private static final int DEFAULT_PARTITIONS = -1;

    @Override
    public ApiKeys api() {
        return ApiKeys.METADATA;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 13);
    }

    @Override
    public MetadataRequestData decode(Readable body, short version) {
        return new MetadataRequestData(body, version);
    }

    @Override
    public Future<MetadataResponseData> handle(RequestContext context, MetadataRequestData request) {
        MetadataResponseData response = broker(context);
        if (context.version() <= 10 && request.includeClusterAuthorizedOperations()) {
            response.setClusterAuthorizedOperations(AuthorizedOperations.cluster(context));
        }
        if (request.topics() == null
                || (context.version() == 0 && request.topics().isEmpty())) {
            List<Topic> all = List.copyOf(context.broker().topics().all());
            for (Topic topic : TopicAccess.visible(context, AclOperation.DESCRIBE, all, Topic::name)) {
                response.topics().add(described(context, request, topic));
            }
            return Future.succeededFuture(response);
        }
        // Each once, as with Kafka. What is compared when hashes are equal is not the element, which has no order.
        Set<Object> named = new HashSet<>();
        List<Future<MetadataResponseTopic>> answers = new ArrayList<>();
        for (MetadataRequestTopic wanted : request.topics()) {
            if (named.add(isById(wanted) ? wanted.topicId() : wanted.name())) {
                answers.add(answer(context, request, wanted));
            }
        }
        return Future.all(answers).map(all -> {
            for (Future<MetadataResponseTopic> answer : answers) {
                response.topics().add(answer.result());
            }
            return response;
        });
    }

    private static Future<MetadataResponseTopic> answer(
            RequestContext context, MetadataRequestData request, MetadataRequestTopic wanted) {
        Broker broker = context.broker();
        if (isById(wanted)) {
            Topic topic = broker.topics().find(TopicIds.fromWire(wanted.topicId()));
            if (topic == null || context.version() < FIRST_BY_ID) {
                return Future.succeededFuture(refused(context, wanted, Errors.UNKNOWN_TOPIC_ID));
            }
            Errors refusal = context.refusal(AclOperation.DESCRIBE, ResourceType.TOPIC, topic.name());
            return Future.succeededFuture(
                    refusal == Errors.NONE ? described(context, request, topic) : refused(context, wanted, refusal));
        }
        Errors refusal = context.refusal(AclOperation.DESCRIBE, ResourceType.TOPIC, wanted.name());
        if (refusal != Errors.NONE) {
            return Future.succeededFuture(refused(context, wanted, refusal));
        }
        Topic topic = broker.topics().find(wanted.name());
        if (topic != null) {
            return Future.succeededFuture(described(context, request, topic));
        }
        boolean create =
                request.allowAutoTopicCreation() && broker.config().topics().autoCreate();
        if (create && !mayCreate(context, wanted.name())) {
            return Future.succeededFuture(refused(context, wanted, Errors.TOPIC_AUTHORIZATION_FAILED));
        }
        if (create) {
            MutationQuota.lenient(context).allows(broker.config().topics().partitionCount());
        }
        // Where nothing is created, asking whether it could be tells an unknown name from an illegal one.
        return broker.topics()
                .create(new NewTopic(wanted.name(), DEFAULT_PARTITIONS, Map.of()), !create)
                .map(result -> created(context, request, wanted, create, result));
    }

    private static boolean mayCreate(RequestContext context, String name) {
        return context.allows(AclOperation.CREATE, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME)
                || context.refusal(AclOperation.CREATE, ResourceType.TOPIC, name) == Errors.NONE;
    }

    /** Consumers that subscribe with a regular expression ask by ids, with empty names beside them. */
    private static boolean isById(MetadataRequestTopic wanted) {
        return wanted.name() == null || !wanted.topicId().equals(Uuid.ZERO_UUID);
    }

    private static MetadataResponseTopic created(
            RequestContext context,
            MetadataRequestData request,
            MetadataRequestTopic wanted,
            boolean create,
            Result<Topic> result) {
        if (result instanceof Result.Ok<Topic> ok && create) {
            context.audit(AuditAction.TOPIC_CREATED, wanted.name(), Map.of("reason", "named by a client"));
            return described(context, request, ok.value());
        }
        if (result instanceof Result.Refused<Topic> refused) {
            BrokerError error = refused.error();
            Topic topic = context.broker().topics().find(wanted.name());
            if (topic != null) {
                // Somebody else was quicker.
                return described(context, request, topic);
            }
            if (create || error.code() == ErrorCode.INVALID_TOPIC_EXCEPTION) {
                return refused(context, wanted, KafkaErrors.of(error.code()));
            }
        }
        return refused(context, wanted, Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    /** Lies anywhere in the answer's hash table, as nobody looks it up: equal names would take the cube of the time. */
    private static final class ScatteredTopic extends MetadataResponseTopic {

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    private static MetadataResponseData broker(RequestContext context) {
        Broker broker = context.broker();
        BrokerAddress address = context.connection().brokerAddress();
        MetadataResponseData response = new MetadataResponseData()
                .setClusterId(broker.clusterId())
                .setControllerId(broker.config().nodeId());
        response.brokers()
                .add(new MetadataResponseBroker()
                        .setNodeId(broker.config().nodeId())
                        .setHost(address.host())
                        .setPort(address.port()));
        return response;
    }

    private static MetadataResponseTopic described(RequestContext context, MetadataRequestData request, Topic topic) {
        int nodeId = context.broker().config().nodeId();
        List<Integer> replicas = List.of(nodeId);
        List<MetadataResponsePartition> partitions = new ArrayList<>(topic.partitionCount());
        for (int index = 0; index < topic.partitionCount(); index++) {
            partitions.add(new MetadataResponsePartition()
                    .setPartitionIndex(index)
                    .setLeaderId(nodeId)
                    .setLeaderEpoch(context.broker().leaderEpoch())
                    .setReplicaNodes(replicas)
                    .setIsrNodes(replicas));
        }
        MetadataResponseTopic answer = new ScatteredTopic()
                .setName(topic.name())
                .setTopicId(TopicIds.toWire(topic.id()))
                .setIsInternal(topic.internal())
                .setPartitions(partitions);
        if (request.includeTopicAuthorizedOperations()) {
            answer.setTopicAuthorizedOperations(AuthorizedOperations.topic(context, topic.name()));
        }
        return answer;
    }

    private static MetadataResponseTopic refused(RequestContext context, MetadataRequestTopic wanted, Errors error) {
        boolean byId = isById(wanted);
        String name = byId ? (context.version() < FIRST_BY_ID ? "" : null) : wanted.name();
        return new ScatteredTopic()
                .setErrorCode(error.code())
                .setName(name)
                .setTopicId(byId ? wanted.topicId() : Uuid.ZERO_UUID);
    }

    @Override
    public MetadataResponseData failed(RequestContext context, MetadataRequestData request, Errors error) {
        MetadataResponseData response = broker(context).setErrorCode(error.code());
        if (request.topics() != null) {
            for (MetadataRequestTopic wanted : request.topics()) {
                response.topics().add(refused(context, wanted, error));
            }
        }
        return response;
    }
}

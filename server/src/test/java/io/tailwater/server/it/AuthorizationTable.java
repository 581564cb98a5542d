package io.tailwater.server.it;

import static io.tailwater.core.security.AclOperation.ALTER;
import static io.tailwater.core.security.AclOperation.ALTER_CONFIGS;
import static io.tailwater.core.security.AclOperation.CLUSTER_ACTION;
import static io.tailwater.core.security.AclOperation.CREATE;
import static io.tailwater.core.security.AclOperation.DELETE;
import static io.tailwater.core.security.AclOperation.DESCRIBE;
import static io.tailwater.core.security.AclOperation.DESCRIBE_CONFIGS;
import static io.tailwater.core.security.AclOperation.IDEMPOTENT_WRITE;
import static io.tailwater.core.security.AclOperation.READ;
import static io.tailwater.core.security.AclOperation.WRITE;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * What Kafka's clients need for each API: a request, and the rights without any one of which it is refused. {@code orders} is a
 * topic that there is and {@code ID} stands for its id; {@code billing} is a group, {@code txn} a transactional id. Stateless.
 */
final class AuthorizationTable {

    static final String TOPIC = "orders";
    static final String TOPIC_ID = "ID";

    static final int NEWEST = -1;

    /** One right. */
    record Need(AclOperation operation, ResourceType type, String name) {}

    /** @param version of the request, or {@link #NEWEST} */
    record Row(ApiKeys api, int version, String request, List<Need> needs) {

        @Override
        public String toString() {
            return api + (version == NEWEST ? "" : " v" + version) + " " + needs + " " + request;
        }
    }

    private final List<Row> rows = new ArrayList<>();

    private AuthorizationTable() {
        addRecords();
        addTopics();
        addSettings();
        addGroups();
        addShareGroups();
        addTransactions();
        addCluster();
        addForEverybody();
    }

    static List<Row> rows() {
        return new AuthorizationTable().rows;
    }

    private void row(ApiKeys api, int version, String request, Need... needs) {
        rows.add(new Row(api, version, request, List.of(needs)));
    }

    private void row(ApiKeys api, String request, Need... needs) {
        row(api, NEWEST, request, needs);
    }

    private static Need topic(AclOperation operation) {
        return new Need(operation, ResourceType.TOPIC, TOPIC);
    }

    private static Need group(AclOperation operation) {
        return new Need(operation, ResourceType.GROUP, "billing");
    }

    private static Need transactionalId(AclOperation operation) {
        return new Need(operation, ResourceType.TRANSACTIONAL_ID, "txn");
    }

    private static Need cluster(AclOperation operation) {
        return new Need(operation, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME);
    }

    private void addRecords() {
        String data = "'topicData': [{%s, 'partitionData': [{'index': 0, 'records': 1}]}]}";
        row(ApiKeys.PRODUCE, 12, "{'acks': -1, " + data.formatted("'name': 'orders'"), topic(WRITE));
        row(ApiKeys.PRODUCE, "{'acks': 1, " + data.formatted("'topicId': 'ID'"), topic(WRITE));
        row(
                ApiKeys.PRODUCE,
                12,
                "{'acks': -1, 'transactionalId': 'txn', "
                        + data.formatted("'name': 'orders'").replace("1}]", "'transactional'}]"),
                transactionalId(WRITE),
                topic(WRITE));
        String fetched = "{'minBytes': 0, 'maxBytes': 9, 'topics': [{%s, 'partitions': [{'partitionMaxBytes': 9}]}]}";
        row(ApiKeys.FETCH, 12, fetched.formatted("'topic': 'orders'"), topic(READ));
        row(ApiKeys.FETCH, fetched.formatted("'topicId': 'ID'"), topic(READ));
        row(
                ApiKeys.LIST_OFFSETS,
                "{'replicaId': -1, 'topics': [{'name': 'orders', 'partitions': [{'timestamp': -1}]}]}",
                topic(DESCRIBE));
        row(
                ApiKeys.OFFSET_FOR_LEADER_EPOCH,
                "{'replicaId': -1, 'topics': [{'topic': 'orders', 'partitions': [{'partition': 0}]}]}",
                topic(DESCRIBE));
        row(
                ApiKeys.DELETE_RECORDS,
                "{'topics': [{'name': 'orders', 'partitions': [{'partitionIndex': 0, 'offset': 0}]}]}",
                topic(DELETE));
    }

    private void addTopics() {
        row(ApiKeys.METADATA, "{'allowAutoTopicCreation': false, 'topics': [{'name': 'orders'}]}", topic(DESCRIBE));
        row(ApiKeys.METADATA, "{'topics': [{'topicId': 'ID', 'name': null}]}", topic(DESCRIBE));
        row(
                ApiKeys.METADATA,
                "{'allowAutoTopicCreation': true, 'topics': [{'name': 'made-by-asking'}]}",
                new Need(DESCRIBE, ResourceType.TOPIC, "made-by-asking"),
                new Need(CREATE, ResourceType.TOPIC, "made-by-asking"));
        row(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, "{'topics': [{'name': 'orders'}]}", topic(DESCRIBE));
        row(
                ApiKeys.CREATE_TOPICS,
                "{'topics': [{'name': 'new', 'numPartitions': 1, 'replicationFactor': 1}], 'validateOnly': true}",
                new Need(CREATE, ResourceType.TOPIC, "new"));
        row(
                ApiKeys.CREATE_PARTITIONS,
                "{'topics': [{'name': 'orders', 'count': 2, 'assignments': null}], 'validateOnly': true,"
                        + " 'timeoutMs': 20000}",
                topic(ALTER));
        row(ApiKeys.DELETE_TOPICS, 5, "{'topicNames': ['orders'], 'timeoutMs': 20000}", topic(DELETE));
        row(ApiKeys.DELETE_TOPICS, "{'topics': [{'topicId': 'ID', 'name': null}], 'timeoutMs': 20000}", topic(DELETE));
        row(ApiKeys.DESCRIBE_PRODUCERS, "{'topics': [{'name': 'orders', 'partitionIndexes': [0]}]}", topic(READ));
    }

    private void addSettings() {
        String described = "{'resources': [{'resourceType': %d, 'resourceName': '%s', 'configurationKeys': null}]}";
        row(ApiKeys.DESCRIBE_CONFIGS, described.formatted(2, "orders"), topic(DESCRIBE_CONFIGS));
        row(ApiKeys.DESCRIBE_CONFIGS, described.formatted(4, "1"), cluster(DESCRIBE_CONFIGS));
        row(ApiKeys.DESCRIBE_CONFIGS, described.formatted(8, "1"), cluster(DESCRIBE_CONFIGS));
        row(ApiKeys.DESCRIBE_CONFIGS, described.formatted(32, "billing"), group(DESCRIBE_CONFIGS));
        String altered = "{'validateOnly': true, 'resources': [{'resourceType': %d, 'resourceName': '%s'}]}";
        for (ApiKeys api : List.of(ApiKeys.ALTER_CONFIGS, ApiKeys.INCREMENTAL_ALTER_CONFIGS)) {
            row(api, altered.formatted(2, "orders"), topic(ALTER_CONFIGS));
            row(api, altered.formatted(4, "1"), cluster(ALTER_CONFIGS));
            row(api, altered.formatted(8, "1"), cluster(ALTER_CONFIGS));
            row(api, altered.formatted(32, "billing"), group(ALTER_CONFIGS));
        }
        row(ApiKeys.LIST_CONFIG_RESOURCES, "{}", cluster(DESCRIBE_CONFIGS));
        row(ApiKeys.DESCRIBE_CLIENT_QUOTAS, "{}", cluster(DESCRIBE_CONFIGS));
        row(
                ApiKeys.ALTER_CLIENT_QUOTAS,
                "{'validateOnly': true, 'entries': [{'entity': [{'entityType': 'user', 'entityName': 'alice'}],"
                        + " 'ops': []}]}",
                cluster(ALTER_CONFIGS));
    }

    private void addGroups() {
        row(ApiKeys.FIND_COORDINATOR, 3, "{'key': 'billing', 'keyType': 0}", group(DESCRIBE));
        row(ApiKeys.FIND_COORDINATOR, "{'coordinatorKeys': ['billing'], 'keyType': 0}", group(DESCRIBE));
        row(
                ApiKeys.JOIN_GROUP,
                "{'groupId': 'billing', 'sessionTimeoutMs': 6000, 'protocolType': 'consumer', 'protocols':"
                        + " [{'name': 'range'}]}",
                group(READ));
        row(
                ApiKeys.SYNC_GROUP,
                "{'groupId': 'billing', 'memberId': 'm', 'protocolType': 'consumer', 'protocolName': 'range'}",
                group(READ));
        row(ApiKeys.HEARTBEAT, "{'groupId': 'billing', 'memberId': 'm'}", group(READ));
        row(ApiKeys.LEAVE_GROUP, "{'groupId': 'billing', 'members': [{'memberId': 'm'}]}", group(READ));
        String committed = "{'groupId': 'billing', 'topics': [{%s, 'partitions': [{'committedOffset': 1}]}]}";
        row(ApiKeys.OFFSET_COMMIT, 9, committed.formatted("'name': 'orders'"), group(READ), topic(READ));
        row(ApiKeys.OFFSET_COMMIT, committed.formatted("'topicId': 'ID'"), group(READ), topic(READ));
        row(
                ApiKeys.OFFSET_FETCH,
                7,
                "{'groupId': 'billing', 'topics': [{'name': 'orders', 'partitionIndexes': [0]}]}",
                group(DESCRIBE),
                topic(DESCRIBE));
        row(
                ApiKeys.OFFSET_FETCH,
                "{'groups': [{'groupId': 'billing', 'topics': [{'topicId': 'ID', 'partitionIndexes': [0]}]}]}",
                group(DESCRIBE),
                topic(DESCRIBE));
        row(
                ApiKeys.OFFSET_DELETE,
                "{'groupId': 'billing', 'topics': [{'name': 'orders', 'partitions': [{'partitionIndex': 0}]}]}",
                group(DELETE),
                topic(READ));
        row(ApiKeys.DESCRIBE_GROUPS, "{'groups': ['lonely']}", new Need(DESCRIBE, ResourceType.GROUP, "lonely"));
        row(ApiKeys.DELETE_GROUPS, 2, "{'groupsNames': ['billing']}", group(DELETE));
        row(
                ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                "{'groupId': 'billing', 'memberId': 'm', 'memberEpoch': 0, 'rebalanceTimeoutMs': 6000,"
                        + " 'subscribedTopicNames': ['orders'], 'topicPartitions': []}",
                group(READ),
                topic(DESCRIBE));
        row(
                ApiKeys.CONSUMER_GROUP_DESCRIBE,
                "{'groupIds': ['lonely']}",
                new Need(DESCRIBE, ResourceType.GROUP, "lonely"));
    }

    private void addShareGroups() {
        row(
                ApiKeys.SHARE_GROUP_HEARTBEAT,
                "{'groupId': 'billing', 'memberId': 'm', 'memberEpoch': 0, 'subscribedTopicNames': ['orders']}",
                group(READ),
                topic(DESCRIBE));
        row(ApiKeys.SHARE_GROUP_DESCRIBE, "{'groupIds': ['billing']}", group(DESCRIBE));
        row(
                ApiKeys.SHARE_FETCH,
                "{'groupId': 'billing', 'memberId': 'm', 'maxBytes': 9, 'maxRecords': 1, 'topics': [{'topicId': 'ID',"
                        + " 'partitions': [{'partitionIndex': 0}]}]}",
                group(READ),
                topic(READ));
        row(
                ApiKeys.SHARE_ACKNOWLEDGE,
                "{'groupId': 'billing', 'memberId': 'm', 'shareSessionEpoch': 1, 'topics': [{'topicId': 'ID',"
                        + " 'partitions': [{'partitionIndex': 0}]}]}",
                group(READ));
        row(
                ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS,
                "{'groups': [{'groupId': 'billing', 'topics': [{'topicName': 'orders', 'partitions': [0]}]}]}",
                group(DESCRIBE),
                topic(DESCRIBE));
        row(
                ApiKeys.ALTER_SHARE_GROUP_OFFSETS,
                "{'groupId': 'billing', 'topics': [{'topicName': 'orders', 'partitions': [{'partitionIndex': 0}]}]}",
                group(READ),
                topic(READ));
        row(
                ApiKeys.DELETE_SHARE_GROUP_OFFSETS,
                "{'groupId': 'billing', 'topics': [{'topicName': 'orders'}]}",
                group(DELETE),
                topic(READ));
        row(
                ApiKeys.FIND_COORDINATOR,
                "{'coordinatorKeys': ['billing:AAAAAAAAAAAAAAAAAAAAAQ:0'], 'keyType': 2}",
                cluster(CLUSTER_ACTION));
    }

    private void addTransactions() {
        row(ApiKeys.FIND_COORDINATOR, "{'coordinatorKeys': ['txn'], 'keyType': 1}", transactionalId(DESCRIBE));
        row(
                ApiKeys.INIT_PRODUCER_ID,
                "{'transactionalId': 'txn', 'transactionTimeoutMs': 60000}",
                transactionalId(WRITE));
        row(ApiKeys.INIT_PRODUCER_ID, "{'transactionalId': null}", cluster(IDEMPOTENT_WRITE));
        row(
                ApiKeys.ADD_PARTITIONS_TO_TXN,
                3,
                "{'v3AndBelowTransactionalId': 'txn', 'v3AndBelowTopics': [{'name': 'orders', 'partitions': [0]}]}",
                transactionalId(WRITE),
                topic(WRITE));
        row(
                ApiKeys.ADD_OFFSETS_TO_TXN,
                "{'transactionalId': 'txn', 'groupId': 'billing'}",
                transactionalId(WRITE),
                group(READ));
        row(ApiKeys.END_TXN, "{'transactionalId': 'txn'}", transactionalId(WRITE));
        row(
                ApiKeys.TXN_OFFSET_COMMIT,
                "{'transactionalId': 'txn', 'groupId': 'billing', 'topics': [{'name': 'orders', 'partitions':"
                        + " [{'committedOffset': 1}]}]}",
                transactionalId(WRITE),
                group(READ),
                topic(READ));
        String markers = "{'markers': [{'producerId': 1, 'topics': [{'name': 'orders', 'partitionIndexes': [0]}]}]}";
        row(ApiKeys.WRITE_TXN_MARKERS, markers, cluster(CLUSTER_ACTION));
        row(ApiKeys.WRITE_TXN_MARKERS, markers, cluster(ALTER));
        row(ApiKeys.DESCRIBE_TRANSACTIONS, "{'transactionalIds': ['txn']}", transactionalId(DESCRIBE));
    }

    private void addCluster() {
        row(ApiKeys.DESCRIBE_LOG_DIRS, "{}", cluster(DESCRIBE));
        row(
                ApiKeys.DESCRIBE_QUORUM,
                "{'topics': [{'topicName': '__cluster_metadata', 'partitions': [{'partitionIndex': 0}]}]}",
                cluster(DESCRIBE));
        row(ApiKeys.ELECT_LEADERS, "{}", cluster(ALTER));
        row(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, "{'topics': []}", cluster(ALTER));
        row(ApiKeys.LIST_PARTITION_REASSIGNMENTS, "{'topics': null}", cluster(DESCRIBE));
        row(ApiKeys.UPDATE_FEATURES, "{}", cluster(ALTER));
        row(ApiKeys.UNREGISTER_BROKER, "{'brokerId': 7}", cluster(ALTER));
        row(ApiKeys.DESCRIBE_USER_SCRAM_CREDENTIALS, "{}", cluster(DESCRIBE));
        row(
                ApiKeys.ALTER_USER_SCRAM_CREDENTIALS,
                "{'deletions': [{'name': 'nobody', 'mechanism': 1}]}",
                cluster(ALTER));
        row(
                ApiKeys.DESCRIBE_ACLS,
                "{'resourceTypeFilter': 1, 'patternTypeFilter': 1, 'operation': 1, 'permissionType': 1,"
                        + " 'resourceNameFilter': null, 'principalFilter': null, 'hostFilter': null}",
                cluster(DESCRIBE));
        row(
                ApiKeys.CREATE_ACLS,
                "{'creations': [{'resourceType': 2, 'resourcePatternType': 3, 'resourceName': 'x', 'principal':"
                        + " 'User:x', 'host': '*', 'operation': 3, 'permissionType': 3}]}",
                cluster(ALTER));
        row(
                ApiKeys.DELETE_ACLS,
                "{'filters': [{'resourceTypeFilter': 2, 'patternTypeFilter': 3, 'resourceNameFilter': 'x',"
                        + " 'principalFilter': null, 'hostFilter': null, 'operation': 1, 'permissionType': 1}]}",
                cluster(ALTER));
    }

    /** What they tell is what who asks may see: tested one by one. */
    private void addForEverybody() {
        row(ApiKeys.API_VERSIONS, 0, "{}");
        row(ApiKeys.SASL_HANDSHAKE, "{'mechanism': 'PLAIN'}");
        row(ApiKeys.SASL_AUTHENTICATE, "{}");
        row(ApiKeys.DESCRIBE_CLUSTER, "{}");
        row(ApiKeys.LIST_GROUPS, "{}");
        row(ApiKeys.LIST_TRANSACTIONS, "{}");
    }
}

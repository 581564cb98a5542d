package io.tailwater.tcp.api;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;

/** What the compatibility page says of APIs besides their versions. Stateless. */
final class CompatibilityNotes {

    /** What is different from Apache Kafka, and why. */
    static final Map<ApiKeys, String> DIFFERENCES = Map.ofEntries(
            entry(
                    ApiKeys.PRODUCE,
                    "Versions 0 to 2 are advertised because librdkafka does not compress otherwise, and refused."
                            + " `acks=all` waits for the disk unless the topic says `durability=os`."
                            + " Bytes after the batch are refused, where Kafka cuts them off."),
            entry(ApiKeys.FETCH, "There is no other replica to fetch from: nothing is said of a preferred one."),
            entry(
                    ApiKeys.SHARE_FETCH,
                    "Markers of transactions, aborted records and gaps are never acquired, so that members need not"
                            + " acknowledge them. A group's first fetch settles where it begins, also if nothing is"
                            + " acknowledged after it."),
            entry(
                    ApiKeys.SHARE_ACKNOWLEDGE,
                    "Answered after a flush. All of a group's records are in one partition of `__share_group_state`,"
                            + " that of the group's id."),
            entry(
                    ApiKeys.SHARE_GROUP_HEARTBEAT,
                    "Which partitions a group has begun in is not told in `__consumer_offsets`: it is in"
                            + " `__share_group_state`."),
            entry(
                    ApiKeys.JOIN_GROUP,
                    "`group.initial.rebalance.delay.ms` is 0 unless configured (Kafka: 3000), so that the first member"
                            + " does not wait."),
            entry(
                    ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                    "The ways to assign are `uniform` and `range`; others cannot be added."
                            + " A regular expression has at most 1000 characters, and repetitions that do not fill the memory;"
                            + " it is matched anew also when access rules change."),
            entry(ApiKeys.ALTER_SHARE_GROUP_OFFSETS, "Rights to topics are looked at before the group is."),
            entry(ApiKeys.DELETE_SHARE_GROUP_OFFSETS, "As AlterShareGroupOffsets."),
            entry(ApiKeys.ADD_PARTITIONS_TO_TXN, "Later versions are for brokers among themselves."),
            entry(
                    ApiKeys.END_TXN,
                    "An abort that comes while the markers of the transaction before are written is refused with"
                            + " CONCURRENT_TRANSACTIONS, which clients repeat; Kafka fences the producer."),
            entry(ApiKeys.METADATA, "Answers with the address the client came by, unless one is configured."),
            entry(
                    ApiKeys.CREATE_TOPICS,
                    "One replica, on this broker, is all that can be had."
                            + " `segment.bytes` may be as small as 1024 (Kafka: 1048576)."),
            entry(ApiKeys.CREATE_PARTITIONS, "New partitions can be assigned to this broker only."),
            entry(
                    ApiKeys.DESCRIBE_CONFIGS,
                    "Of brokers, the settings that Tailwater has are told, not all of Kafka's."
                            + " Loggers are the process's, by java.util.logging."
                            + " There are no client metrics to describe."),
            entry(
                    ApiKeys.ALTER_CONFIGS,
                    "A setting of the broker that is not marked dynamic below is refused with INVALID_REQUEST, also one"
                            + " that Kafka would keep without knowing it."),
            entry(ApiKeys.INCREMENTAL_ALTER_CONFIGS, "As AlterConfigs."),
            entry(ApiKeys.ELECT_LEADERS, "Always ELECTION_NOT_NEEDED: there is one candidate."),
            entry(
                    ApiKeys.ALTER_PARTITION_REASSIGNMENTS,
                    "A partition can be assigned to where it is; anything else is INVALID_REPLICA_ASSIGNMENT."),
            entry(ApiKeys.LIST_PARTITION_REASSIGNMENTS, "Always empty."),
            entry(ApiKeys.DESCRIBE_QUORUM, "A quorum of one, with offsets 0: there is no log of metadata."),
            entry(
                    ApiKeys.UPDATE_FEATURES,
                    "Levels of features come with the version of Tailwater: another level is INVALID_UPDATE_VERSION."),
            entry(ApiKeys.UNREGISTER_BROKER, "This broker cannot be unregistered; others are not there."),
            entry(
                    ApiKeys.ALTER_CLIENT_QUOTAS,
                    "Quotas for addresses go by IP addresses, not by names of hosts; at most 10000 entities have quotas."
                            + " `request_percentage` counts decoding, handling, checking, appending and answering, not the system's work for sockets nor encryption."),
            entry(
                    ApiKeys.CREATE_ACLS,
                    "Up to 20,000 rules, names of up to 1,000 characters. Rules that can never hold (no host, a"
                            + " principal without type or name) are refused. Without `security.authorization`"
                            + " SECURITY_DISABLED, as by a Kafka without an authorizer."),
            entry(
                    ApiKeys.SASL_HANDSHAKE,
                    "SCRAM-SHA-256, SCRAM-SHA-512, PLAIN, OAUTHBEARER, as each listener is configured."),
            entry(
                    ApiKeys.ALTER_USER_SCRAM_CREDENTIALS,
                    "Names must be printable, in their normal form (NFKC), of up to 255 characters."),
            entry(ApiKeys.API_VERSIONS, "Tells features that work here; there is no `metadata.version`."),
            entry(ApiKeys.LIST_CONFIG_RESOURCES, "There are no client metrics to list."));

    private static final String BETWEEN_BROKERS =
            "For brokers and controllers among themselves, of which there is one.";

    /** Why APIs that Kafka's clients know are not served: clients see that in ApiVersions and do without. */
    static final Map<ApiKeys, String> ABSENCES = new HashMap<>();

    static {
        absent(
                "Delegation tokens are for clusters in which many processes share one user.",
                ApiKeys.CREATE_DELEGATION_TOKEN,
                ApiKeys.RENEW_DELEGATION_TOKEN,
                ApiKeys.EXPIRE_DELEGATION_TOKEN,
                ApiKeys.DESCRIBE_DELEGATION_TOKEN);
        absent(
                "Clients are not asked for metrics (KIP-714): they send none when this is absent.",
                ApiKeys.GET_TELEMETRY_SUBSCRIPTIONS,
                ApiKeys.PUSH_TELEMETRY);
        absent("There is one log directory.", ApiKeys.ALTER_REPLICA_LOG_DIRS, ApiKeys.ASSIGN_REPLICAS_TO_DIRS);
        absent(
                BETWEEN_BROKERS,
                ApiKeys.UNREGISTER_CONTROLLER,
                ApiKeys.ADD_RAFT_VOTER,
                ApiKeys.REMOVE_RAFT_VOTER,
                ApiKeys.UPDATE_RAFT_VOTER,
                ApiKeys.INITIALIZE_SHARE_GROUP_STATE,
                ApiKeys.READ_SHARE_GROUP_STATE,
                ApiKeys.WRITE_SHARE_GROUP_STATE,
                ApiKeys.DELETE_SHARE_GROUP_STATE,
                ApiKeys.READ_SHARE_GROUP_STATE_SUMMARY);
    }

    private CompatibilityNotes() {}

    /** Why an API is not served, or null when nothing is known of it. */
    static String absence(ApiKeys api) {
        if (api.name().startsWith("STREAMS_GROUP_")) {
            return "Server-side groups of Kafka Streams (KIP-1071) are not there: Streams uses the classic protocol.";
        }
        return ABSENCES.getOrDefault(api, api.clusterAction ? BETWEEN_BROKERS : null);
    }

    private static void absent(String reason, ApiKeys... apis) {
        for (ApiKeys api : apis) {
            ABSENCES.put(api, reason);
        }
    }
}

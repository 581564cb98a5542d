package io.tailwater.tcp.api;

import io.tailwater.core.Broker;
import io.tailwater.tcp.fetch.FetchSessions;
import io.tailwater.tcp.share.ShareSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The APIs of this broker, by key. Immutable. ApiVersions tells clients what is in here, and nothing else is served. */
public final class ApiHandlers {

    private final List<ApiHandler<?, ?>> handlers;
    private final @Nullable ApiHandler<?, ?>[] byKey;

    /** The list: an API is served when it stands here. */
    public static ApiHandlers of(Broker broker) {
        FetchSessions fetchSessions = new FetchSessions(
                broker.config().limits().maxFetchSessions(), () -> System.nanoTime() / 1_000_000, new Random());
        List<ApiHandler<?, ?>> handlers = new ArrayList<>();
        handlers.add(new ProduceHandler());
        handlers.add(new FetchHandler(fetchSessions));
        handlers.add(new ListOffsetsHandler());
        handlers.add(new MetadataHandler());
        handlers.add(new OffsetCommitHandler());
        handlers.add(new OffsetFetchHandler());
        handlers.add(new FindCoordinatorHandler());
        handlers.add(new JoinGroupHandler());
        handlers.add(new HeartbeatHandler());
        handlers.add(new LeaveGroupHandler());
        handlers.add(new SyncGroupHandler());
        handlers.add(new DescribeGroupsHandler());
        handlers.add(new ListGroupsHandler());
        handlers.add(new CreateTopicsHandler());
        handlers.add(new DeleteTopicsHandler());
        handlers.add(new DeleteRecordsHandler());
        handlers.add(new InitProducerIdHandler());
        handlers.add(new OffsetForLeaderEpochHandler());
        handlers.add(new DescribeConfigsHandler());
        handlers.add(new AlterConfigsHandler());
        handlers.add(new IncrementalAlterConfigsHandler());
        handlers.add(new ListConfigResourcesHandler());
        handlers.add(new DescribeLogDirsHandler());
        handlers.add(new CreatePartitionsHandler());
        handlers.add(new DeleteGroupsHandler());
        handlers.add(new OffsetDeleteHandler());
        handlers.add(new ConsumerGroupHeartbeatHandler());
        handlers.add(new ConsumerGroupDescribeHandler());
        handlers.add(new DescribeClusterHandler());
        handlers.add(new DescribeTopicPartitionsHandler());
        handlers.add(new SaslHandshakeHandler());
        handlers.add(new SaslAuthenticateHandler());
        addShareGroups(handlers, broker);
        addTransactions(handlers);
        addSingleNodeAnswers(handlers);
        return new ApiHandlers(handlers);
    }

    private static void addShareGroups(List<ApiHandler<?, ?>> handlers, Broker broker) {
        ShareSessions sessions = new ShareSessions(broker.config().shareGroups().maxSessions());
        handlers.add(new ShareFetchHandler(sessions));
        handlers.add(new ShareAcknowledgeHandler(sessions));
        handlers.add(new ShareGroupHeartbeatHandler());
        handlers.add(new ShareGroupDescribeHandler());
        handlers.add(new DescribeShareGroupOffsetsHandler());
        handlers.add(new AlterShareGroupOffsetsHandler());
        handlers.add(new DeleteShareGroupOffsetsHandler());
    }

    private static void addTransactions(List<ApiHandler<?, ?>> handlers) {
        handlers.add(new AddPartitionsToTxnHandler());
        handlers.add(new AddOffsetsToTxnHandler());
        handlers.add(new EndTxnHandler());
        handlers.add(new WriteTxnMarkersHandler());
        handlers.add(new TxnOffsetCommitHandler());
        handlers.add(new DescribeProducersHandler());
        handlers.add(new DescribeTransactionsHandler());
        handlers.add(new ListTransactionsHandler());
    }

    /** What is about other brokers, or about security that there is none of yet: tools ask, and are told. */
    private static void addSingleNodeAnswers(List<ApiHandler<?, ?>> handlers) {
        handlers.add(new ElectLeadersHandler());
        handlers.add(new AlterPartitionReassignmentsHandler());
        handlers.add(new ListPartitionReassignmentsHandler());
        handlers.add(new DescribeQuorumHandler());
        handlers.add(new UpdateFeaturesHandler());
        handlers.add(new UnregisterBrokerHandler());
        handlers.add(new DescribeClientQuotasHandler());
        handlers.add(new AlterClientQuotasHandler());
        handlers.add(new DescribeAclsHandler());
        handlers.add(new CreateAclsHandler());
        handlers.add(new DeleteAclsHandler());
        handlers.add(new DescribeUserScramCredentialsHandler());
        handlers.add(new AlterUserScramCredentialsHandler());
    }

    ApiHandlers(List<ApiHandler<?, ?>> handlers) {
        List<ApiHandler<?, ?>> all = new ArrayList<>(handlers);
        all.add(new ApiVersionsHandler(this));
        this.handlers = List.copyOf(all);
        int largest = 0;
        for (ApiHandler<?, ?> handler : all) {
            largest = Math.max(largest, handler.api().id);
        }
        byKey = new ApiHandler<?, ?>[largest + 1];
        for (ApiHandler<?, ?> handler : all) {
            byKey[handler.api().id] = handler;
        }
    }

    /** The handler of an API key as it came off the wire, or null when there is none. */
    public @Nullable ApiHandler<?, ?> find(short apiKey) {
        return apiKey >= 0 && apiKey < byKey.length ? byKey[apiKey] : null;
    }

    List<ApiHandler<?, ?>> all() {
        return handlers;
    }
}

package io.tailwater.websocket.stream;

import io.tailwater.core.Broker;
import io.tailwater.core.bus.BusAddresses;
import io.tailwater.core.config.WebSocketConfig;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.quota.QuotaPause;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicChange;
import io.tailwater.transport.Arrival;
import io.tailwater.websocket.login.Login;
import io.tailwater.websocket.login.RequestLogin;
import io.tailwater.websocket.route.PartsBudget;
import io.tailwater.websocket.route.RouteEnvironment;
import io.tailwater.websocket.stream.BatchCursor.HeaderWalk;
import io.tailwater.websocket.stream.Operation.Subscribe;
import io.tailwater.websocket.tail.FeedKey;
import io.tailwater.websocket.tail.Feeds;
import io.vertx.core.Context;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of one event loop and what they share. Confined to that event loop. */
final class StreamGroup {

    private static final Logger LOG = LoggerFactory.getLogger(StreamGroup.class);

    private static final int GOING_AWAY = 1001;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final long LONGEST_TICK_MILLIS = 1_000;
    private static final long SHORTEST_TICK_MILLIS = 20;
    private static final long BUG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int STARVING_TICKS = 2;

    /** Who has not read for less is no slow reader: it, or the machine, had something else to do. */
    private static final long LEAST_STALL_MILLIS = 1_000;

    private final RouteEnvironment environment;
    private final Feeds feeds;
    private final HeaderWalk walk = new HeaderWalk();
    private final Set<StreamConnection> connections = new HashSet<>();
    private final MessageConsumer<TopicChange> topics;
    private final long timer;
    private long rightsVersion;
    private int starvingTicks;
    private long bugNanos;

    StreamGroup(RouteEnvironment environment) {
        this.environment = environment;
        this.feeds = environment.feeds();
        this.rightsVersion = broker().security().authorizer().version();
        this.bugNanos = nanoTime() - BUG_EVERY_NANOS;
        this.topics = environment
                .vertx()
                .eventBus()
                .localConsumer(BusAddresses.TOPICS_CHANGED, change -> topicsChanged(change.body()));
        this.timer = environment.vertx().setPeriodic(tickMillis(), ticked -> tick());
        environment.onStop().accept(this::stop);
    }

    private long tickMillis() {
        return Math.max(
                SHORTEST_TICK_MILLIS, Math.min(LONGEST_TICK_MILLIS, settings().heartbeatMillis() / 4));
    }

    Broker broker() {
        return environment.broker();
    }

    Context context() {
        return environment.context();
    }

    RequestLogin login() {
        return environment.login();
    }

    QuotaPause pause(LongSupplier neededMillis, Runnable whenOver) {
        return new QuotaPause(environment.vertx(), this::nanoTime, neededMillis, whenOver);
    }

    WebSocketConfig settings() {
        return broker().config().http().webSocket();
    }

    long nanoTime() {
        return System.nanoTime();
    }

    /**
     * Takes a client on.
     *
     * @param login who it is; null when it has to say so first
     */
    StreamConnection accept(ServerWebSocket webSocket, boolean batches, Arrival arrival, @Nullable Login login) {
        StreamConnection connection = new StreamConnection(this, webSocket, batches, arrival, login);
        connections.add(connection);
        return connection;
    }

    void closed(StreamConnection connection) {
        connections.remove(connection);
    }

    Cursor cursor(Subscription subscription, Topic topic, int partition, Start start, int channel) {
        PartitionKey key = new PartitionKey(topic.id(), partition);
        if (channel > 0) {
            return new BatchCursor(subscription, topic.name(), key, start, broker().partitions(), channel, walk);
        }
        Subscribe request = subscription.request();
        FeedKey feed = new FeedKey(topic.name(), key, request.committed(), request.encoding(), request.filter());
        return new TextCursor(subscription, topic.name(), key, start, feeds.open(feed));
    }

    /** A configuration of a topic changes nothing here. */
    private void topicsChanged(TopicChange change) {
        if (change.kind() != TopicChange.Kind.CONFIGURED) {
            List.copyOf(connections).forEach(StreamConnection::topicsChanged);
        }
    }

    private void tick() {
        long version = broker().security().authorizer().version();
        if (version != rightsVersion) {
            rightsVersion = version;
            List.copyOf(connections).forEach(StreamConnection::topicsChanged);
        }
        List.copyOf(connections).forEach(StreamConnection::tick);
        starvingTicks = feeds.starving() ? starvingTicks + 1 : 0;
        if (starvingTicks >= STARVING_TICKS) {
            starvingTicks = 0; // what the one that goes has held is given back first
            long leastNanos = TimeUnit.MILLISECONDS.toNanos(
                    Math.min(LEAST_STALL_MILLIS, settings().heartbeatMillis()));
            connections.stream()
                    .filter(connection -> connection.stalledNanos() >= leastNanos)
                    .max(Comparator.comparingLong(StreamConnection::stalledNanos))
                    .ifPresent(this::makeRoom);
        }
    }

    /** It cannot be told in time, because it does not read; the code is for who looks at the connection. */
    private void makeRoom(StreamConnection slowest) {
        slowest.close(TRY_AGAIN_LATER, "Memory for frames ran out, and this client had not read for longest.");
        slowest.abort();
    }

    /** What messages and frames that are not whole may take. */
    PartsBudget parts() {
        return environment.parts();
    }

    /** Logs what should not happen, but not for every frame in which it does. */
    void bug(Throwable cause) {
        if (nanoTime() - bugNanos >= BUG_EVERY_NANOS) {
            bugNanos = nanoTime();
            LOG.error("A WebSocket connection was ended by a bug.", cause);
        }
    }

    private void stop() {
        environment.vertx().cancelTimer(timer);
        topics.unregister();
        List.copyOf(connections)
                .forEach(connection -> connection.close(GOING_AWAY, "The broker stops: connect again later."));
    }
}

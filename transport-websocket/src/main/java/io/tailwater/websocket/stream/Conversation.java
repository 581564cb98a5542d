package io.tailwater.websocket.stream;

import io.tailwater.core.Broker;
import io.tailwater.core.json.ExactJson;
import io.tailwater.core.json.ExactJson.TooManyValuesException;
import io.tailwater.core.json.Utf8;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.tailwater.websocket.stream.Operation.Subscribe;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, done in order. Event-loop confined; owned by its connection.
 *
 * <p>An operation that has to look something up holds up those after it, and appends hold up more appends when many are under
 * way: meanwhile the socket is not read, so that what waits here is what one read of the socket brought.
 */
final class Conversation {

    private static final int INVALID_TEXT = 1007;
    private static final int MOST_PARTITIONS = 10_000;
    private static final int APPENDS_UNDER_WAY = 64;

    private final StreamConnection connection;
    private final StreamGroup group;
    private final Broker broker;
    private final OperationReader reader;
    private final Appends appends;
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(0);
    private final long appendBytesLimit;
    private boolean busy;
    private int appendsUnderWay;
    private long appendBytesUnderWay;
    private long askedNanos;
    private boolean ended;

    Conversation(StreamConnection connection, StreamGroup group, boolean batches) {
        this.connection = connection;
        this.group = group;
        this.broker = group.broker();
        this.reader = new OperationReader(group.settings().maxFilterBytes(), batches);
        this.appends = new Appends(broker, group.context());
        this.appendBytesLimit = 2L * group.settings().maxMessageBytes();
        this.askedNanos = group.nanoTime();
    }

    /** Takes one message. */
    void take(byte[] message) {
        askedNanos = group.nanoTime();
        waiting.add(message);
        doWaiting();
    }

    private boolean mayGoOn() {
        return !busy
                && !ended
                && appendsUnderWay < APPENDS_UNDER_WAY
                && appendBytesUnderWay < appendBytesLimit
                && connection.mayAsk();
    }

    /** Whether messages are kept waiting, so that the socket is not read. */
    boolean holding() {
        return !waiting.isEmpty() || busy || appendsUnderWay > 0 || connection.keptWaiting();
    }

    private void doWaiting() {
        while (!waiting.isEmpty() && mayGoOn()) {
            begin(waiting.remove());
        }
        if (!ended) {
            connection.read(waiting.isEmpty() && mayGoOn());
        }
    }

    private void begin(byte[] message) {
        if (!Utf8.valid(ByteBuffer.wrap(message))) {
            connection.close(INVALID_TEXT, "A message is not UTF-8.");
            return;
        }
        JsonObject json;
        try {
            json = ExactJson.object(message);
        } catch (TooManyValuesException e) {
            answer(Events.error(null, new Refusal(Refusal.LIMIT_EXCEEDED, String.valueOf(e.getMessage()))));
            return;
        } catch (DecodeException e) {
            answer(Events.error(
                    null,
                    new Refusal(
                            Refusal.MALFORMED_JSON,
                            "A message must be one JSON object, such as {\"type\": \"ping\"}.")));
            return;
        }
        String id = Operation.idOf(json);
        try {
            begin(reader.read(json, message.length), id);
        } catch (Refusal refusal) {
            answer(Events.error(id, refusal));
        }
    }

    private void begin(Operation operation, @Nullable String id) {
        if (!connection.login().known() && !(operation instanceof Operation.Authenticate)) {
            connection.close(StreamLogin.UNAUTHENTICATED, "The first message has to say who you are: authenticate.");
            return;
        }
        StreamRights.check(operation, connection.login().rights());
        if (operation instanceof Subscribe subscribe) {
            hold(subscribe(subscribe), id);
        } else if (operation instanceof Operation.Seek seek) {
            hold(seek(seek), id);
        } else if (operation instanceof Operation.Produce produce) {
            append(appends.produce(connection.session(), produce), id, produce.sizeInBytes());
        } else if (operation instanceof Operation.Commit commit) {
            append(appends.commit(commit), id, 0);
        } else if (operation instanceof Operation.Authenticate authenticate) {
            hold(connection.login().authenticate(authenticate), id);
        } else if (operation instanceof Operation.Ping ping) {
            answer(Events.done("pong", ping.id()));
        } else if (operation instanceof Operation.Credit credit) {
            subscription(credit.id()).addCredit(credit.records());
        } else if (operation instanceof Operation.Pause pause) {
            subscription(pause.id()).pause();
        } else if (operation instanceof Operation.Resume resume) {
            subscription(resume.id()).resume();
        } else if (operation instanceof Operation.Unsubscribe unsubscribe) {
            subscription(unsubscribe.id()).end();
            subscriptions.remove(unsubscribe.id());
            answer(Events.done("unsubscribed", unsubscribe.id()));
        }
    }

    private Subscription subscription(String id) {
        Subscription subscription = subscriptions.get(id);
        if (subscription == null) {
            throw new Refusal(
                    Refusal.UNKNOWN_SUBSCRIPTION, "This connection has no subscription '" + id + "': subscribe first.");
        }
        return subscription;
    }

    private void answer(JsonObject event) {
        if (!connection.closingOrClosed()) {
            connection.frames().text(event);
        }
    }

    /** Does nothing else until it is done. */
    private void hold(Future<?> doing, @Nullable String id) {
        if (doing.isComplete()) {
            failIfNeeded(doing.cause(), id);
            return;
        }
        busy = true;
        doing.onComplete(done -> {
            busy = false;
            failIfNeeded(done.cause(), id);
            doWaiting();
        });
    }

    private void append(Future<JsonObject> appending, @Nullable String id, int bytes) {
        appendsUnderWay++;
        appendBytesUnderWay += bytes;
        appending.onComplete(done -> {
            appendsUnderWay--;
            appendBytesUnderWay -= bytes;
            if (done.succeeded()) {
                answer(done.result());
                if (bytes > 0) {
                    connection.produced(bytes);
                }
            } else {
                failIfNeeded(done.cause(), id);
            }
            doWaiting();
        });
    }

    private void failIfNeeded(@Nullable Throwable cause, @Nullable String id) {
        if (cause instanceof Refusal refusal) {
            answer(Events.error(id, refusal));
        } else if (cause != null) {
            connection.bug(cause);
        }
    }

    private Future<?> subscribe(Subscribe request) {
        if (subscriptions.containsKey(request.id())) {
            throw new Refusal(
                    Refusal.DUPLICATE_ID,
                    "There is a subscription '" + request.id() + "' already: unsubscribe it first.");
        }
        int most = group.settings().maxSubscriptions();
        if (subscriptions.size() >= most) {
            throw new Refusal(
                    Refusal.LIMIT_EXCEEDED,
                    "A connection may have " + most + " subscriptions (http.webSocket.maxSubscriptions).");
        }
        Map<Topic, Set<Integer>> partitions = partitions(request.topics());
        checkPartitions(partitions);
        return new StartLookup(broker, request.committed())
                .find(partitions, request.from())
                .onSuccess(starts -> {
                    if (!ended) {
                        Subscription subscription = new Subscription(connection, request);
                        subscriptions.put(request.id(), subscription);
                        subscription.begin(starts);
                        subscription.reconcile(broker.topics());
                    }
                });
    }

    private Map<Topic, Set<Integer>> partitions(TopicSelector selector) {
        for (String name : selector.names()) {
            if (broker.topics().find(name) == null) {
                throw new Refusal(
                        "UNKNOWN_TOPIC_OR_PARTITION",
                        "There is no topic '" + name
                                + "': create it, produce to it, or subscribe by 'pattern' to have it"
                                + " when it comes.");
            }
        }
        Map<Topic, Set<Integer>> partitions = new HashMap<>();
        for (Topic topic : broker.topics().all()) {
            if (selector.has(topic.name()) && connection.rights().allow(AclOperation.READ, topic.name())) {
                Set<Integer> wanted = new TreeSet<>(selector.partitions());
                if (wanted.isEmpty()) {
                    IntStream.range(0, topic.partitionCount()).forEach(wanted::add);
                }
                partitions.put(topic, wanted);
            }
        }
        return partitions;
    }

    private void checkPartitions(Map<Topic, Set<Integer>> added) {
        int there = subscriptions.values().stream()
                .mapToInt(Subscription::partitions)
                .sum();
        int more = added.values().stream().mapToInt(Set::size).sum();
        if (there + more > MOST_PARTITIONS) {
            throw new Refusal(
                    Refusal.LIMIT_EXCEEDED,
                    "A connection may follow " + MOST_PARTITIONS + " partitions, not " + (there + more) + ".");
        }
    }

    private Future<?> seek(Operation.Seek request) {
        Subscription subscription = subscription(request.id());
        Map<Topic, Set<Integer>> partitions = subscription.followedPartitions(
                broker.topics(),
                name -> request.topic() == null || request.topic().equals(name));
        Map<Topic, Set<Integer>> wanted = new HashMap<>();
        partitions.forEach((topic, numbers) -> {
            Set<Integer> some = new TreeSet<>(numbers);
            if (!request.partitions().isEmpty()) {
                some.retainAll(request.partitions());
            }
            wanted.put(topic, some);
        });
        if (wanted.values().stream().allMatch(Set::isEmpty)) {
            throw new Refusal("UNKNOWN_TOPIC_OR_PARTITION", "The subscription has none of these partitions.");
        }
        return new StartLookup(broker, subscription.committed())
                .find(wanted, request.from())
                .onSuccess(starts -> {
                    if (!subscription.ended()) {
                        subscription.seek(starts);
                    }
                });
    }

    /** The socket takes more, or something else has changed. */
    void goOn() {
        List.copyOf(subscriptions.values()).forEach(Subscription::goOn);
        doWaiting();
    }

    /** Topics have come or gone, or the rights to read them. */
    void topicsChanged() {
        List.copyOf(subscriptions.values()).forEach(subscription -> subscription.reconcile(broker.topics()));
    }

    void tick() {
        List.copyOf(subscriptions.values()).forEach(Subscription::tick);
    }

    /** How long nothing has been asked for, without any subscription, in nanoseconds. */
    long idleNanos() {
        return subscriptions.isEmpty() ? group.nanoTime() - askedNanos : 0;
    }

    void end() {
        ended = true;
        waiting.clear();
        subscriptions.values().forEach(Subscription::end);
        subscriptions.clear();
    }
}

package io.tailwater.websocket.stream;

import io.netty.buffer.ByteBuf;
import io.tailwater.core.security.AccessRefusal;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.spi.LogSlice;
import io.tailwater.websocket.stream.Operation.OnSlow;
import io.tailwater.websocket.stream.Operation.Subscribe;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one client follows under one name. Event-loop confined; owned by its connection. */
final class Subscription {

    private static final long CAUGHT_UP_EVERY_NANOS = 1_000_000_000;

    /** One incarnation of a topic, and where the subscription stands in it. */
    private record Followed(UUID id, Map<Integer, Cursor> cursors) {}

    private final StreamConnection connection;
    private final Subscribe request;
    private final Map<String, Followed> topics = new TreeMap<>();
    private final Set<Cursor> held = new LinkedHashSet<>();
    private long credit;
    private boolean paused;
    private boolean checkingSpeed;
    private boolean behind = true;
    private boolean wasSlow;
    private boolean ended;
    private long saidCaughtUpNanos;

    Subscription(StreamConnection connection, Subscribe request) {
        this.connection = connection;
        this.request = request;
        this.credit = request.credit();
        this.saidCaughtUpNanos = connection.nanoTime() - CAUGHT_UP_EVERY_NANOS;
    }

    String id() {
        return request.id();
    }

    Subscribe request() {
        return request;
    }

    boolean committed() {
        return request.committed();
    }

    boolean ended() {
        return ended;
    }

    int partitions() {
        return topics.values().stream()
                .mapToInt(topic -> topic.cursors().size())
                .sum();
    }

    /** Begins in some partitions, and tells the client. */
    void begin(Map<Topic, Map<Integer, Start>> starts) {
        connection.broker().liveReaders().opened();
        starts.forEach(
                (topic, byPartition) -> byPartition.forEach((partition, start) -> follow(topic, partition, start)));
        send(subscribed(everything()));
        starts.forEach((topic, byPartition) -> byPartition.forEach((partition, start) -> {
            if (start.deletedFrom() < start.position()) {
                send(Events.skipped(id(), topic.name(), partition, start.deletedFrom(), start.position(), "deleted"));
            }
        }));
        progressed();
        pumpAll();
    }

    private Cursor follow(Topic topic, int partition, Start start) {
        Followed followed = topics.computeIfAbsent(topic.name(), name -> new Followed(topic.id(), new TreeMap<>()));
        Cursor cursor = connection.cursor(this, topic, partition, start);
        followed.cursors().put(partition, cursor);
        return cursor;
    }

    /** Follows what has come and leaves what has gone since it was last looked. */
    void reconcile(TopicCatalog catalog) {
        for (String name : List.copyOf(topics.keySet())) {
            Topic now = catalog.find(name);
            if (now == null || !now.id().equals(followed(name).id())) {
                followed(name).cursors().values().forEach(Cursor::end);
                topics.remove(name);
                send(Events.left(id(), name));
            } else if (!connection.rights().allow(AclOperation.READ, name)) {
                withdraw(name);
            }
        }
        List<Cursor> joined = new ArrayList<>();
        for (Topic topic : catalog.all()) {
            if (request.topics().has(topic.name()) && connection.rights().allow(AclOperation.READ, topic.name())) {
                Followed followed = topics.get(topic.name());
                for (int partition = 0; partition < topic.partitionCount(); partition++) {
                    boolean known = followed != null && followed.cursors().containsKey(partition);
                    if (!known && request.topics().has(partition)) {
                        joined.add(follow(topic, partition, Start.AT_ZERO));
                    }
                }
            }
        }
        if (!joined.isEmpty()) {
            send(subscribed(joined));
            progressed();
            joined.forEach(Cursor::pump);
        }
    }

    /** The right to read a topic was withdrawn. One that was named does not come back by itself; one of a pattern may. */
    private void withdraw(String topic) {
        Collection<Cursor> cursors = followed(topic).cursors().values();
        boolean news = cursors.stream().anyMatch(cursor -> !cursor.ended());
        cursors.forEach(Cursor::end);
        Refusal refusal =
                Refusal.of(AccessRefusal.of(connection.session(), AclOperation.READ, ResourceType.TOPIC, topic));
        if (request.topics().names().isEmpty()) {
            topics.remove(topic);
            send(Events.left(id(), topic).put("code", refusal.code()));
        } else if (news) {
            send(Events.error(id(), refusal).put("topic", topic));
        }
    }

    private Followed followed(String topic) {
        Followed followed = topics.get(topic);
        if (followed == null) {
            throw new IllegalStateException("Topic " + topic + " is not followed");
        }
        return followed;
    }

    private JsonObject subscribed(List<Cursor> cursors) {
        JsonObject event = Events.positions("subscribed", id(), positions(cursors));
        Map<String, Map<Integer, Integer>> channels = new TreeMap<>();
        for (Cursor cursor : cursors) {
            if (cursor instanceof BatchCursor batches) {
                channels.computeIfAbsent(cursor.topic(), topic -> new TreeMap<>())
                        .put(cursor.partition(), batches.channel());
            }
        }
        return channels.isEmpty() ? event : event.put("channels", Events.numbers(channels));
    }

    private static Map<String, Map<Integer, Long>> positions(List<Cursor> cursors) {
        Map<String, Map<Integer, Long>> positions = new TreeMap<>();
        for (Cursor cursor : cursors) {
            positions
                    .computeIfAbsent(cursor.topic(), topic -> new TreeMap<>())
                    .put(cursor.partition(), cursor.position());
        }
        return positions;
    }

    private List<Cursor> everything() {
        List<Cursor> cursors = new ArrayList<>();
        topics.values().forEach(followed -> cursors.addAll(followed.cursors().values()));
        return cursors;
    }

    /** Goes on elsewhere. */
    void seek(Map<Topic, Map<Integer, Start>> starts) {
        List<Cursor> moved = new ArrayList<>();
        starts.forEach((topic, byPartition) -> byPartition.forEach((partition, start) -> {
            Followed followed = topics.get(topic.name());
            Cursor cursor = followed == null ? null : followed.cursors().get(partition);
            if (cursor != null && followed != null && followed.id().equals(topic.id())) {
                moved.add(cursor);
            }
        }));
        behind = true;
        starts.forEach((topic, byPartition) -> byPartition.forEach((partition, start) -> moved.stream()
                .filter(cursor -> cursor.topic().equals(topic.name()) && cursor.partition() == partition)
                .forEach(cursor -> cursor.moveTo(start))));
        send(subscribed(moved));
        progressed();
        pumpAll();
    }

    /** The topics it follows, in their incarnations of now, with the partitions it has of them. */
    Map<Topic, Set<Integer>> followedPartitions(TopicCatalog catalog, Predicate<String> wanted) {
        Map<Topic, Set<Integer>> found = new LinkedHashMap<>();
        topics.forEach((name, followed) -> {
            Topic topic = catalog.find(name);
            if (topic != null && wanted.test(name)) {
                found.put(topic, followed.cursors().keySet());
            }
        });
        return found;
    }

    // What a client may do to it.

    void addCredit(long records) {
        if (credit == Subscribe.UNLIMITED) {
            throw Refusal.invalid("Subscription '" + id() + "' has no limit: subscribe with 'credit' to have one.");
        }
        credit = Math.min(1L << 53, credit + records);
        goOn();
    }

    void pause() {
        paused = true;
        send(Events.positions("paused", id(), positions(everything())));
    }

    void resume() {
        paused = false;
        behind = true;
        send(Events.done("resumed", id()));
        progressed();
        goOn();
    }

    void end() {
        if (!ended) {
            ended = true;
            connection.broker().liveReaders().closed();
        }
        everything().forEach(Cursor::end);
        topics.clear();
        held.clear();
    }

    // What cursors ask and tell.

    /** Whether records may be sent now. */
    boolean maySend() {
        return !ended && !paused && !checkingSpeed && credit != 0 && connection.takesRecords();
    }

    /** How many records may be sent, at least 1 when any may. */
    long credit() {
        return credit == Subscribe.UNLIMITED ? Integer.MAX_VALUE : Math.min(credit, Integer.MAX_VALUE);
    }

    void held(Cursor cursor) {
        held.add(cursor);
        if (!paused && !checkingSpeed && !ended) {
            behind = true;
            wasSlow = wasSlow || !connection.pacing();
        }
    }

    void send(byte[] head, ByteBuf records, ByteBuf end, int count) {
        spend(count);
        long bytes = records.readableBytes();
        connection.frames().text(head, records, end);
        connection.sent(bytes);
    }

    void send(byte[] head, LogSlice batches, long offsets) {
        spend(offsets);
        long bytes = batches.size();
        connection.frames().binary(head, batches);
        connection.sent(bytes);
    }

    private void spend(long count) {
        if (credit != Subscribe.UNLIMITED) {
            credit = Math.max(0, credit - count);
        }
    }

    void skipped(Cursor cursor, long from, long to, String reason, @Nullable String message) {
        JsonObject event = Events.skipped(id(), cursor.topic(), cursor.partition(), from, to, reason);
        send(message == null ? event : event.put("message", message));
    }

    /** A partition cannot be read any more. */
    void failed(Cursor cursor, Refusal refusal) {
        cursor.end();
        send(Events.error(id(), refusal)
                .put("topic", cursor.topic())
                .put("partition", cursor.partition())
                .put("position", cursor.position()));
    }

    private void send(JsonObject event) {
        connection.frames().text(event);
    }

    /** Says that everything has been sent, when that is news. */
    void progressed() {
        if (!behind || ended || connection.nanoTime() - saidCaughtUpNanos < CAUGHT_UP_EVERY_NANOS) {
            return;
        }
        long lag = 0;
        for (Followed followed : topics.values()) {
            for (Cursor cursor : followed.cursors().values()) {
                if (!cursor.atEnd() && !cursor.ended()) {
                    return;
                }
                lag += cursor.lag();
            }
        }
        behind = false;
        saidCaughtUpNanos = connection.nanoTime();
        send(Events.positions("caughtUp", id(), positions(everything())).put("lag", lag));
    }

    private void pumpAll() {
        everything().forEach(Cursor::pump);
    }

    /** It may be possible to send again. */
    void goOn() {
        if (held.isEmpty() || !maySend()) {
            return;
        }
        if (wasSlow && request.onSlow() == OnSlow.SKIP) {
            wasSlow = false;
            checkingSpeed = true;
            connection.speed().skipIfSlow(this, List.copyOf(held), this::speedChecked);
            return;
        }
        wasSlow = false;
        List<Cursor> again = List.copyOf(held);
        held.clear();
        again.forEach(Cursor::pump);
    }

    private void speedChecked() {
        checkingSpeed = false;
        goOn();
    }

    /** Looked at from time to time: says what it did not say at once, and ends a connection that is not to be waited for. */
    void tick() {
        progressed();
        if (wasSlow && !held.isEmpty() && request.onSlow() == OnSlow.CLOSE) {
            connection.speed().closeIfSlow(this, List.copyOf(held));
        }
    }
}

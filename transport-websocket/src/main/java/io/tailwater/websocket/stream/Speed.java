package io.tailwater.websocket.stream;

import io.tailwater.core.partition.OffsetFound;
import io.tailwater.core.partition.OffsetSpec;
import io.tailwater.core.partition.PartitionClient;
import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Deals with subscriptions that were held up ({@code onSlow}). Event-loop confined. */
final class Speed {

    /** Of a partition that is skipped, so many of the newest offsets are shown. */
    private static final long NEWEST = 100;

    private static final int TRY_AGAIN_LATER = 1013;
    private static final int NO_EPOCH = -1;

    private final StreamConnection connection;
    private final PartitionClient partitions;

    Speed(StreamConnection connection, PartitionClient partitions) {
        this.connection = connection;
        this.partitions = partitions;
    }

    /** Moves cursors that are too far behind to the newest records, then goes on. */
    void skipIfSlow(Subscription subscription, List<Cursor> cursors, Runnable then) {
        ends(subscription, cursors, (cursor, end) -> {
                    if (end - cursor.position() > subscription.request().slowAfter() && !cursor.ended()) {
                        long newest =
                                end - Math.min(NEWEST, subscription.request().slowAfter());
                        subscription.skipped(cursor, cursor.position(), newest, "slow", null);
                        cursor.moveTo(new Start(newest, newest, end, end));
                    }
                })
                .onComplete(done -> then.run());
    }

    /** Ends the connection when a cursor is too far behind. */
    void closeIfSlow(Subscription subscription, List<Cursor> cursors) {
        ends(subscription, cursors, (cursor, end) -> {
            if (end - cursor.position() > subscription.request().slowAfter() && !cursor.ended()) {
                connection.close(
                        TRY_AGAIN_LATER,
                        "Subscription '" + subscription.id() + "' is " + (end - cursor.position())
                                + " offsets behind in partition " + cursor.partition() + " of topic " + cursor.topic()
                                + ", and onSlow is close.");
            }
        });
    }

    private Future<?> ends(Subscription subscription, List<Cursor> cursors, BiConsumer<Cursor, Long> take) {
        List<Future<?>> answers = new ArrayList<>();
        for (Cursor cursor : cursors) {
            answers.add(partitions
                    .findOffset(cursor.key(), new OffsetSpec.Latest(subscription.committed()), NO_EPOCH)
                    .onSuccess(found -> {
                        if (found instanceof Result.Ok<OffsetFound> ok && !subscription.ended()) {
                            take.accept(cursor, ok.value().offset());
                        }
                    }));
        }
        return Future.join(answers);
    }
}

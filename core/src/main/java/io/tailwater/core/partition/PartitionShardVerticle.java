package io.tailwater.core.partition;

import io.tailwater.core.bus.BusAddresses;
import io.tailwater.core.bus.LocalReferenceCodec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import java.util.function.Consumer;

/**
 * A shard on an event loop: hands it the commands that arrive at its address. Event-loop confined.
 */
final class PartitionShardVerticle extends VerticleBase {

    private final String address;
    private final ShardEnvironment environment;
    private final ServedTopics topics;
    private final Consumer<PartitionShard> made;
    private final ShardDoor door;

    /**
     * @param made told of the shard before it gets its first command
     * @param door shut when it takes no more commands
     */
    PartitionShardVerticle(
            String address,
            ShardEnvironment environment,
            ServedTopics topics,
            Consumer<PartitionShard> made,
            ShardDoor door) {
        this.address = address;
        this.door = door;
        this.environment = environment;
        this.topics = topics;
        this.made = made;
    }

    @Override
    public Future<?> start() {
        PartitionShard shard = new PartitionShard(environment, topics, new VertxLoop(vertx, context), this::announce);
        made.accept(shard);
        MessageConsumer<ShardCommand> consumer = vertx.eventBus()
                .consumer(
                        // What connections may have under way is bounded by them; here nothing may be dropped.
                        new MessageConsumerOptions()
                                .setAddress(address)
                                .setLocalOnly(true)
                                .setMaxBufferedMessages(Integer.MAX_VALUE),
                        message -> run(message.body(), shard));
        return consumer.completion();
    }

    /**
     * Vert.x throws away what has arrived and was not taken when a verticle goes, and whoever waits for an answer would wait for
     * ever: so nothing more is sent, and what was sent is run first.
     */
    @Override
    public Future<?> stop() {
        door.shut();
        Promise<Void> last = Promise.promise();
        sendLast(last);
        return last.future();
    }

    private void sendLast(Promise<Void> last) {
        if (door.isClear()) {
            vertx.eventBus().send(address, new LastCommand(last), LocalReferenceCodec.OPTIONS);
        } else {
            context.runOnContext(again -> sendLast(last));
        }
    }

    private void announce(EndOffsetAdvanced event) {
        PartitionKey key = event.key();
        vertx.eventBus()
                .publish(BusAddresses.advanced(key.topicId(), key.partition()), event, LocalReferenceCodec.OPTIONS);
    }

    private static void run(ShardCommand command, PartitionShard shard) {
        try {
            command.runOn(shard);
        } catch (RuntimeException | Error e) {
            command.refuse(PartitionErrors.bug(e));
        }
    }
}

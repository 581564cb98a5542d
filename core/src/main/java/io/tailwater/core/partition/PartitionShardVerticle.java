package io.tailwater.core.partition;

import io.tailwater.core.bus.BusAddresses;
import io.tailwater.core.bus.LocalReferenceCodec;
import io.vertx.core.Future;
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

    /** @param made told of the shard before it gets its first command */
    PartitionShardVerticle(
            String address, ShardEnvironment environment, ServedTopics topics, Consumer<PartitionShard> made) {
        this.address = address;
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

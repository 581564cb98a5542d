package io.tailwater.core.partition;

import io.tailwater.core.bus.BrokerMessage;
import io.tailwater.core.bus.LocalReferenceCodec;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageProducer;
import java.util.ArrayList;
import java.util.List;

/** Which shard a partition belongs to, and how commands get there. Thread-safe. */
final class ShardBus {

    private final List<MessageProducer<BrokerMessage>> senders = new ArrayList<>();

    private final List<ShardDoor> doors;

    /** @param doors the shards', as many as addresses */
    ShardBus(Vertx vertx, List<String> addresses, List<ShardDoor> doors) {
        this.doors = doors;
        for (String address : addresses) {
            senders.add(vertx.eventBus().sender(address, LocalReferenceCodec.OPTIONS));
        }
    }

    int shards() {
        return senders.size();
    }

    /** Consecutive partitions of a topic go to consecutive shards; topics begin anywhere. */
    int shardOf(PartitionKey key) {
        return Math.floorMod(key.hashCode(), senders.size());
    }

    void send(int shard, ShardCommand command) {
        ShardDoor door = doors.get(shard);
        boolean sent = false;
        if (door.enter()) {
            try {
                sent = !senders.get(shard).write(command).failed();
            } finally {
                door.leave();
            }
        }
        if (!sent) {
            command.refuse(PartitionErrors.STOPPING);
        }
    }
}

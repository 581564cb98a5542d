package io.tailwater.core.partition;

import io.tailwater.core.bus.BrokerMessage;
import io.tailwater.core.result.BrokerError;

/** What a shard is asked to do. Made by anyone, handed to the shard by the event bus, and the shard's from then on. */
sealed interface ShardCommand extends BrokerMessage
        permits AppendCommand,
                OwnAppendCommand,
                FetchCommand,
                HurryCommand,
                LastCommand,
                PartitionCommand,
                StatusesCommand {

    /** Does it; called once, on the shard's loop. */
    void runOn(PartitionShard shard);

    /**
     * Answers what is not answered yet with an error, because there is no shard or it made a mistake. Called on whichever of
     * the sender's and the shard's thread finds out.
     */
    void refuse(BrokerError error);
}

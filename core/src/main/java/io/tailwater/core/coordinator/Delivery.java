package io.tailwater.core.coordinator;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An answer that was given and waits for the disk. Confined to the coordinator's event loop. */
record Delivery<T>(Reply<T> reply, Result<T> result) {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    void deliver() {
        send(reply, result);
    }

    /** In place of the answer: what it says did not come to be. */
    void refuse(BrokerError error) {
        send(reply, new Result.Refused<>(error));
    }

    /** Refuses a reply that was not given. */
    static <T> void refuse(Reply<T> reply, BrokerError error) {
        reply.markGiven();
        send(reply, new Result.Refused<>(error));
    }

    /** One who cannot take his answer must not keep the others from theirs. */
    private static <T> void send(Reply<T> reply, Result<T> result) {
        try {
            reply.deliver(result);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("An answer of a coordinator could not be handed over");
        }
    }
}

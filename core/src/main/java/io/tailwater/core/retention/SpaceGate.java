package io.tailwater.core.retention;

import io.tailwater.core.result.BrokerError;
import org.jspecify.annotations.Nullable;

/** Whether clients may append, as far as the disk budget goes. Thread-safe: set by one thread, read by every append. */
public final class SpaceGate {

    private volatile @Nullable BrokerError refusal;

    /** Why clients' appends are refused, or null. The broker's own go on: without them nobody could read or end anything. */
    public @Nullable BrokerError refusal() {
        return refusal;
    }

    /** Clients' appends are refused from now on. */
    public void refuse(BrokerError error) {
        refusal = error;
    }

    /** Clients' appends are taken. */
    public void open() {
        refusal = null;
    }
}

package io.tailwater.core.retention;

import io.tailwater.core.result.BrokerError;
import org.jspecify.annotations.Nullable;

/** Whether clients may append, as far as space goes. Thread-safe: set by few, read by every append. */
public final class SpaceGate {

    private volatile @Nullable BrokerError overBudget;
    private volatile @Nullable BrokerError withoutSpare;

    /** Why clients' appends are refused, or null. The broker's own go on: without them nobody could read or end anything. */
    public @Nullable BrokerError refusal() {
        BrokerError budget = overBudget;
        return budget != null ? budget : withoutSpare;
    }

    /** The disk budget is used up. */
    public void refuse(BrokerError error) {
        overBudget = error;
    }

    /** It is not, or there is none. */
    public void open() {
        overBudget = null;
    }

    /** The spare space was given up, so that something can be deleted: appends must not take it first. */
    public void spareGone(BrokerError error) {
        withoutSpare = error;
    }

    /** There is spare space again. */
    public void spareBack() {
        withoutSpare = null;
    }

    /** Whether {@link #spareGone} holds. */
    public boolean isSpareGone() {
        return withoutSpare != null;
    }
}

package io.tailwater.transport;

import io.tailwater.core.config.ListenerConfig;

/** A listener could not be opened; the cause says why. */
public final class ListenFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ListenerConfig listener;

    public ListenFailedException(ListenerConfig listener, Throwable cause) {
        super("The listener " + listener.name() + " could not be opened on " + listener.address(), cause);
        this.listener = listener;
    }

    public ListenerConfig listener() {
        return listener;
    }
}

package io.tailwater.tcp.api;

/** The protocol has no answer for this: the connection is closed with one log line. Carries no stack trace. */
public final class ConnectionRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param reason for the log, in a few words */
    public ConnectionRefused(String reason) {
        super(reason, null, false, false);
    }
}

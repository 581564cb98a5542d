package io.tailwater.transport;

/** x */
public final class SocketWriter {}

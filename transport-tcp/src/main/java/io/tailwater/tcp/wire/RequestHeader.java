package io.tailwater.tcp.wire;

/** x */
public final class RequestHeader {}

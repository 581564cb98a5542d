package io.tailwater.tcp;

/**
 * Bytes that cannot be a request: nothing after them can be read.
 *
 * @param reason for the log
 */
record FrameRefused(String reason) {}

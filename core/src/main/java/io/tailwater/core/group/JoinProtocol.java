package io.tailwater.core.group;

/**
 * A way to assign that a member supports.
 *
 * @param name {@code range}, {@code cooperative-sticky} and so on
 * @param metadata what the leader needs to know of the member for it
 */
public record JoinProtocol(String name, OpaqueBytes metadata) {}

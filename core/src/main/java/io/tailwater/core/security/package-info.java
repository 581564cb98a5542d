/**
 * Who clients are, and what they may do: one set of users and rules for Kafka clients, HTTP, WebSocket and the event bus.
 *
 * <p>Transports find out who a connection is ({@link io.tailwater.core.security.ClientSession}) and ask
 * {@link io.tailwater.core.security.Authorizer} before they do anything; nobody else decides. Everything here is thread-safe
 * and answers from memory, so that event loops may ask for each request; what was done is noted in
 * {@link io.tailwater.core.security.AuditLog}. Begin at {@link io.tailwater.core.security.Security}.
 */
@NullMarked
package io.tailwater.core.security;

import org.jspecify.annotations.NullMarked;

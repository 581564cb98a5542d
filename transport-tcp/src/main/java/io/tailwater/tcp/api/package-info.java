/**
 * One Kafka API, one file: what we accept of it, what core is asked, how the answer looks. Handlers are stateless and run on
 * the event loop of the connection that asked; none knows another.
 *
 * <p>Begin at {@link io.tailwater.tcp.api.ApiHandler}; {@link io.tailwater.tcp.api.ApiHandlers} is the only list, and
 * ApiVersions is derived from it.
 */
@NullMarked
package io.tailwater.tcp.api;

import org.jspecify.annotations.NullMarked;

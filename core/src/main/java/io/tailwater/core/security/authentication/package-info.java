/**
 * Where credentials become principals, for every transport: passwords against the users of this broker, SCRAM, and whatever
 * else an {@link io.tailwater.spi.security.Authenticator} understands. Only here are failed attempts counted and slowed down.
 *
 * <p>Begin at {@link io.tailwater.core.security.authentication.Authentications}. Called on event loops; what takes milliseconds
 * runs on threads of its own, and answers come back on the caller's context.
 */
@NullMarked
package io.tailwater.core.security.authentication;

import org.jspecify.annotations.NullMarked;

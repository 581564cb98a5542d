/**
 * The authenticator {@code jwt}: bearer tokens that are JSON Web Tokens (RFC 7519), signed by whoever issues them and checked by
 * their public keys, from a file or fetched (RFC 7517). The library jose4j does what is cryptography; which signatures and claims
 * count is decided in {@link io.tailwater.auth.jwt.TokenCheck}. Begin at {@link
 * io.tailwater.auth.jwt.JwtAuthenticatorProvider}.
 *
 * <p>Threads: tokens are checked on one thread of its own, and keys are fetched without waiting.
 */
@NullMarked
package io.tailwater.auth.jwt;

import org.jspecify.annotations.NullMarked;

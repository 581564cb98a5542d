/**
 * How clients prove who they are: the contract between the broker and whoever checks passwords and tokens. It needs the JDK
 * only.
 *
 * <p>Begin at {@link io.tailwater.spi.security.AuthenticatorProvider}. Threads: authenticators are called by any thread, event
 * loops among them, and must not block: what takes time returns a stage.
 */
@NullMarked
package io.tailwater.spi.security;

import org.jspecify.annotations.NullMarked;

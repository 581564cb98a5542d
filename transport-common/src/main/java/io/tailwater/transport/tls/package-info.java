/**
 * What encrypts a listener: certificates and keys from files, read off the event loop, read again when they change, and watched
 * for the day they expire; and whom a client's certificate names.
 *
 * <p>Begin at {@link io.tailwater.transport.tls.ListenerTls}.
 */
@NullMarked
package io.tailwater.transport.tls;

import org.jspecify.annotations.NullMarked;

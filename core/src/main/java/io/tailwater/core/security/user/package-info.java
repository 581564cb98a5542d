/**
 * The users this broker keeps, and what it knows of their passwords: salted, iterated hashes (SCRAM, RFC 5802) from which no
 * password comes back. Transports read and change them through {@link io.tailwater.core.security.user.Users}; they are one
 * file in the data directory ({@code meta/users.json}). Look-ups answer from memory, on any thread.
 */
@NullMarked
package io.tailwater.core.security.user;

import org.jspecify.annotations.NullMarked;

package io.tailwater.core.security.authentication;

import org.jspecify.annotations.Nullable;

/**
 * Somebody tries to log in.
 *
 * @param mechanism for the audit log
 * @param user the name that is claimed, null where there is none
 * @param clientHost where from
 */
record Attempt(String mechanism, @Nullable String user, String clientHost) {}

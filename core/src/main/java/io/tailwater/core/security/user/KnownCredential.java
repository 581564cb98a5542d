package io.tailwater.core.security.user;

import io.tailwater.core.security.UserHold;

/**
 * A credential to check a client by.
 *
 * @param credential the user's, or for a user that does not exist one that nothing fits and that takes as long to try
 * @param known whether it is a user's: never to be told to the client
 * @param hold how long a login with it counts
 */
public record KnownCredential(ScramCredential credential, boolean known, UserHold hold) {}

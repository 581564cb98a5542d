package io.tailwater.core.security.user;

/**
 * A credential to check a client by.
 *
 * @param credential the user's, or for a user that does not exist one that nothing fits and that takes as long to try
 * @param known whether it is a user's: never to be told to the client
 */
public record KnownCredential(ScramCredential credential, boolean known) {}

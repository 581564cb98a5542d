package io.tailwater.core.security.user;

import java.util.List;
import java.util.Set;

/**
 * What is to become of one user: all of it is done, or nothing.
 *
 * @param user who
 * @param removed credentials that have to be there, and are taken away; with the last the user goes
 * @param set credentials that are added, or put in the place of others, one of a mechanism
 */
public record UserAlteration(String user, Set<ScramMechanism> removed, List<ScramCredential> set) {}

/**
 * Groups of consumers and the offsets they commit, as transports see them: requests, answers, and
 * {@link io.tailwater.core.group.GroupClient}, where to begin. Everything here is immutable and free of Kafka's versions; a
 * transport fills in what an older version does not say.
 */
@NullMarked
package io.tailwater.core.group;

import org.jspecify.annotations.NullMarked;

/**
 * Topics: names, ids, partitions, settings; kept in one small file that is replaced atomically.
 *
 * <p>Look-ups are immutable snapshots readable from any thread; changes run one after the other and answer with futures.
 * Begin at {@link io.tailwater.core.topic.TopicCatalog}; a new setting goes into
 * {@link io.tailwater.core.topic.TopicSettings}.
 */
@NullMarked
package io.tailwater.core.topic;

import org.jspecify.annotations.NullMarked;

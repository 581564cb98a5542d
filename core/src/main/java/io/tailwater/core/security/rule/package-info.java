/**
 * Access rules (Kafka's ACLs): what they say, where they are kept, and how they are found within a microsecond.
 *
 * <p>{@link io.tailwater.core.security.rule.StoredRules} keeps them, and makes an immutable
 * {@link io.tailwater.core.security.rule.RuleIndex} of them with each change; any thread may ask that. Begin at
 * {@link io.tailwater.core.security.rule.AclRule}.
 */
@NullMarked
package io.tailwater.core.security.rule;

import org.jspecify.annotations.NullMarked;

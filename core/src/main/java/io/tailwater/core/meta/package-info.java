/**
 * What a broker keeps of its own beside the logs: small JSON files in {@code meta/}, and changes to them one after the other.
 * Begin at {@link io.tailwater.core.meta.MetaFile}.
 */
@NullMarked
package io.tailwater.core.meta;

import org.jspecify.annotations.NullMarked;

/** Texts that strangers chose. Stateless. Begin at {@link io.tailwater.core.text.PrintableText}. */
@NullMarked
package io.tailwater.core.text;

import org.jspecify.annotations.NullMarked;

/** The engine against the suites of {@code storage-tck}. */
@NullMarked
package io.tailwater.examples.simple;

import org.jspecify.annotations.NullMarked;

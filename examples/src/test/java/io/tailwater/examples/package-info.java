/** The examples do what they say. */
@NullMarked
package io.tailwater.examples;

import org.jspecify.annotations.NullMarked;

/** Runs the tests in {@code src/test/js} with what they need of Kafka. Begin at {@link io.tailwater.web.JavaScriptTest}. */
@NullMarked
package io.tailwater.web;

import org.jspecify.annotations.NullMarked;

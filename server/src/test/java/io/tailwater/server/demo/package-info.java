/** The made-up shop, tested without a broker. */
@NullMarked
package io.tailwater.server.demo;

import org.jspecify.annotations.NullMarked;

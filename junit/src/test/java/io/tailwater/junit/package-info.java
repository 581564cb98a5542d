@NullMarked
package io.tailwater.junit;

import org.jspecify.annotations.NullMarked;

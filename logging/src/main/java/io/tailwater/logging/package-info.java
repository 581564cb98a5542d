/**
 * SLF4J over the JDK's own logging, as {@code slf4j-jdk14} is, which forgets the keys of events (SLF4J 2.0): here they are the
 * parameters of the JDK's record. Begin at {@link io.tailwater.logging.JdkLogger}.
 */
@NullMarked
package io.tailwater.logging;

import org.jspecify.annotations.NullMarked;

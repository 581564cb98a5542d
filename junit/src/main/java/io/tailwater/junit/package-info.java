/**
 * A broker for JUnit tests: real sockets, real files, any Kafka client. Begin at {@link io.tailwater.junit.TailwaterExtension}.
 * JUnit's threads start and stop it; any thread may ask it where it is.
 */
@NullMarked
package io.tailwater.junit;

import org.jspecify.annotations.NullMarked;

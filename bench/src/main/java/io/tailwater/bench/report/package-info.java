/**
 * What a run came to, for people and for programs: a line while it runs, a table after it, and JSON. Used by one thread.
 * Begin at {@link io.tailwater.bench.report.RunReport}.
 */
@NullMarked
package io.tailwater.bench.report;

import org.jspecify.annotations.NullMarked;

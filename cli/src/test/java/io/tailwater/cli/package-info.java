/** Tests of what commands make of their input; the commands themselves are tried against a broker in the server's tests. */
@NullMarked
package io.tailwater.cli;

import org.jspecify.annotations.NullMarked;

/**
 * Commands for data directories: {@code log verify|dump|repair|index}, {@code backup}, {@code import}. {@link
 * io.tailwater.tools.ToolCommands} lists them for the command line. Each runs in a process of its own, on one thread.
 */
@NullMarked
package io.tailwater.tools;

import org.jspecify.annotations.NullMarked;

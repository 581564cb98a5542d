/**
 * Commands for a running broker: {@code topics}, {@code groups}, {@code config}, {@code acl}, {@code user}, {@code produce},
 * {@code tail}. They are clients as anybody's: of Kafka's protocol by way of Kafka's own clients, and of the WebSocket protocol;
 * they know nothing of the broker's inside. Each runs in a process of its own, on one thread.
 *
 * <p>To add one: a class that extends {@link io.tailwater.cli.AdminCommand} (or {@link io.tailwater.cli.ClientCommand}, when it
 * needs no {@code Admin}) with picocli's {@code @Command} and what it does in {@code run}, and a line in {@link
 * io.tailwater.cli.ClientCommands}. The options that all have, the connection, the translation of what goes wrong into a
 * sentence and an exit code come with the class; what it found goes to {@code print} as JSON and as a table.
 */
@NullMarked
package io.tailwater.cli;

import org.jspecify.annotations.NullMarked;

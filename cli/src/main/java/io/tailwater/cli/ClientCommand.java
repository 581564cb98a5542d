package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command for a running broker, with the options that all of them have. Filled by picocli, used once, by one thread. */
@Command(mixinStandardHelpOptions = true, usageHelpWidth = 100, sortOptions = false)
abstract class ClientCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    /**
     * Does it.
     *
     * @return the exit code
     * @throws Exception whatever a client throws: it is made a {@link ClientException} where it can be explained
     */
    abstract int run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        try {
            return run();
        } catch (Exception e) {
            throw ClientFailures.explain(e, connection.bootstrap());
        } finally {
            out().flush();
        }
    }

    final ConnectionOptions connection() {
        return connection;
    }

    final CommandSpec spec() {
        return spec;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    final boolean json() {
        return json;
    }

    /** Prints what was found: the JSON if asked for, else the table. */
    final void print(JsonArray found, Table table) {
        if (json) {
            out().println(found.encodePrettily());
        } else {
            table.printTo(out());
        }
    }

    /** Prints what was done: the JSON if asked for, else the sentence. */
    final void print(JsonObject done, String sentence) {
        out().println(json ? done.encodePrettily() : sentence);
    }
}

package io.tailwater.server;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stands in for the load generator, which is a program of its own that the shell script {@code ./tailwater} runs. */
@Command(
        name = "bench",
        description = "Measure any Kafka-protocol broker (./tailwater bench --help).",
        mixinStandardHelpOptions = false)
final class BenchCommand implements Runnable {

    @Parameters(hidden = true)
    private List<String> arguments = List.of();

    @Override
    public void run() {
        System.err.println("The load generator is not part of this jar: in the source tree run ./tailwater bench "
                + String.join(" ", arguments));
    }
}

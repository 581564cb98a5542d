package io.tailwater.tools;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tailwater log}. */
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Looks at and mends logs at rest.",
            "",
            "DIR is a data directory, of Tailwater or Apache Kafka, or the directory of one partition in it."
        })
final class LogCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, such as: tailwater log verify data");
    }
}

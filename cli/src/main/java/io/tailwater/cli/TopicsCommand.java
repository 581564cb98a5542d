package io.tailwater.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tailwater topics}. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Lists, shows, makes and deletes topics.",
        subcommands = {
            TopicsListCommand.class,
            TopicsDescribeCommand.class,
            TopicsCreateCommand.class,
            TopicsDeleteCommand.class
        })
final class TopicsCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, such as: tailwater topics list");
    }
}

package io.tailwater.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tailwater config}. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Shows and changes settings of the running broker, of a topic or of a group.",
        subcommands = {ConfigGetCommand.class, ConfigSetCommand.class, ConfigUnsetCommand.class})
final class ConfigCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, such as: tailwater config get --topic words");
    }
}

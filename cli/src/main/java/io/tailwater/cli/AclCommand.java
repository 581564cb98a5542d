package io.tailwater.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tailwater acl}. */
@Command(
        name = "acl",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Lists, makes and takes back access rules: who may do what.",
        subcommands = {AclListCommand.class, AclAddCommand.class, AclRemoveCommand.class})
final class AclCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, such as: tailwater acl list");
    }
}

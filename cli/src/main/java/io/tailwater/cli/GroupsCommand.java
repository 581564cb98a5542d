package io.tailwater.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tailwater groups}. */
@Command(
        name = "groups",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Lists and shows groups of consumers, moves what they have committed, deletes them.",
        subcommands = {
            GroupsListCommand.class,
            GroupsDescribeCommand.class,
            GroupsResetCommand.class,
            GroupsDeleteCommand.class
        })
final class GroupsCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, such as: tailwater groups list");
    }
}

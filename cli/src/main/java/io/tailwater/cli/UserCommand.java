package io.tailwater.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tailwater user}. */
@Command(
        name = "user",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Lists, adds and removes users who log in with a name and a password.",
            "",
            "They log in as Kafka clients with SCRAM or PLAIN, and to HTTP and the console. The broker keeps salted hashes."
        })
final class UserCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** With its subcommands. */
    static CommandLine of(UserStore.AtRest atRest) {
        return new CommandLine(new UserCommand())
                .addSubcommand(new UserListCommand(atRest))
                .addSubcommand(new UserAddCommand(atRest))
                .addSubcommand(new UserRemoveCommand(atRest));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, such as: tailwater user list");
    }
}

package io.tailwater.cli;

import java.util.List;

/** The commands there are, for whoever has a command line. Stateless. */
public final class ClientCommands {

    private ClientCommands() {}

    /**
     * Commands for picocli, to be added as subcommands.
     *
     * @param usersAtRest for those that know users also where no broker runs
     */
    public static List<Object> all(UserStore.AtRest usersAtRest) {
        return List.of(
                new TopicsCommand(),
                new GroupsCommand(),
                UserCommand.of(usersAtRest),
                new AclCommand(),
                new ConfigCommand(),
                new ProduceCommand(),
                new TailCommand());
    }
}

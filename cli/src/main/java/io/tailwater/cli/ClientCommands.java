package io.tailwater.cli;

import java.util.List;

/** The commands there are, for whoever has a command line. Stateless. */
public final class ClientCommands {

    private ClientCommands() {}

    /** Commands for picocli, to be added as subcommands. */
    public static List<Object> all() {
        return List.of(
                new TopicsCommand(),
                new GroupsCommand(),
                new AclCommand(),
                new ConfigCommand(),
                new ProduceCommand(),
                new TailCommand());
    }
}

package io.tailwater.tools;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** The commands there are, for whoever has a command line. Stateless. */
public final class ToolCommands {

    private ToolCommands() {}

    /** Commands by name, to be added as subcommands. */
    public static Map<String, CommandLine> all() {
        Map<String, CommandLine> commands = new LinkedHashMap<>();
        commands.put(
                "log",
                new CommandLine(new LogCommand())
                        .addSubcommand(new VerifyCommand())
                        .addSubcommand(new DumpCommand())
                        .addSubcommand(new RepairCommand())
                        .addSubcommand(new IndexCommand()));
        commands.put("backup", new CommandLine(new BackupCommand()));
        commands.put("import", new CommandLine(new ImportCommand()));
        return commands;
    }
}

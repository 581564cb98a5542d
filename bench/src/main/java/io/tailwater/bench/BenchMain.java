package io.tailwater.bench;

import io.tailwater.bench.wire.BenchException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tailwater bench}: load for any broker that speaks Kafka's protocol. */
@Command(
        name = "tailwater bench",
        versionProvider = BenchMain.Version.class,
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        synopsisSubcommandLabel = "COMMAND",
        description = {"Puts load on a broker that speaks Kafka's protocol, and measures it."},
        footer = {
            "",
            "Examples:",
            "  tailwater bench produce",
            "  tailwater bench produce -B 262144 -z lz4 -c 4 -p 4",
            "  tailwater bench fetch -c 3 -p 6",
            "  tailwater bench latency --rate 1000 --acks all --json latency.json",
            "  tailwater bench groups -g 1000 -m 10 -w 20 -d 30",
            "  tailwater bench tail -t orders -c 1000",
            "  tailwater bench storage --engine chronicle --rate 20000 -B 1024",
            "",
            "Each command has its own --help. Exit code: 0 well, 1 something failed or was refused, 2 wrong usage."
        })
public final class BenchMain implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BenchMain() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        BenchRun.Surroundings surroundings = new BenchRun.Surroundings(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                InstantSource.system(),
                System::nanoTime,
                new SecureRandom());
        System.exit(commandLine(surroundings).execute(arguments));
    }

    /** The commands, on surroundings of the caller's choice. */
    static CommandLine commandLine(BenchRun.Surroundings surroundings) {
        CommandLine line = new CommandLine(new BenchMain())
                .addSubcommand(new ProduceCommand(surroundings))
                .addSubcommand(new FetchCommand(surroundings))
                .addSubcommand(new LatencyCommand(surroundings))
                .addSubcommand(new GroupsCommand(surroundings))
                .addSubcommand(new TailCommand(surroundings))
                .addSubcommand(new StorageCommand(surroundings))
                .addSubcommand(new CommandLine(new JmhCommand()).setUnmatchedOptionsArePositionalParams(true));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof BenchException) {
                System.err.println("tailwater bench: " + failure.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw failure;
        });
        line.setParameterExceptionHandler((failure, arguments) -> {
            String command = failure.getCommandLine().getCommandSpec().qualifiedName();
            System.err.println("tailwater bench: " + failure.getMessage() + " (see: " + command + " --help)");
            return CommandLine.ExitCode.USAGE;
        });
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Choose a command.");
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = BenchMain.class.getPackage().getImplementationVersion();
            return new String[] {"tailwater bench " + (version == null ? "(not packaged)" : version)};
        }
    }
}

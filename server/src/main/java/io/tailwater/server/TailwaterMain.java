package io.tailwater.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Exit codes: 0 done, 2 wrong usage or configuration, 3 data directory, 4 address, 1 anything else. */
@Command(
        name = "tailwater",
        description = "A Kafka-protocol log broker in one small process.",
        mixinStandardHelpOptions = true,
        versionProvider = TailwaterMain.VersionOfJar.class,
        subcommands = {StartCommand.class, BenchCommand.class, SelfCheckCommand.class},
        footer = {"", "tailwater start --help lists the options of start."})
public final class TailwaterMain implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    private TailwaterMain() {}

    /** Runs a command; returns only when it has ended. */
    public static void main(String[] args) {
        int exitCode = new CommandLine(new TailwaterMain())
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command))
                .execute(args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, such as: tailwater start");
    }

    /** One sentence for what people can put right; a stack trace only for what they cannot. */
    private static int report(Exception failure, CommandLine command) {
        if (!(failure instanceof StartFailedException known)) {
            failure.printStackTrace(command.getErr());
            return StartFailedException.Reason.UNEXPECTED.exitCode();
        }
        command.getErr().println(known.getMessage());
        if (known.reason() == StartFailedException.Reason.UNEXPECTED) {
            known.printStackTrace(command.getErr());
        }
        return known.reason().exitCode();
    }

    /** Asked by picocli for {@code --version}. */
    static final class VersionOfJar implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"Tailwater " + Version.text(), "Java " + Runtime.version()};
        }
    }
}

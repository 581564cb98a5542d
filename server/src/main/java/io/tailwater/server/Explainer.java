package io.tailwater.server;

import io.tailwater.cli.ClientCommands;
import io.tailwater.tools.ToolCommands;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The whole command line with its help, for everything but a well-written start. Used once. */
final class Explainer {

    private Explainer() {}

    /**
     * Does what the arguments say, or explains what is wrong with them.
     *
     * @return the exit code
     */
    static int run(String[] arguments) {
        CommandSpec root = CommandSpec.create()
                .name("tailwater")
                .version("Tailwater " + Version.text(), "Java " + Runtime.version())
                .mixinStandardHelpOptions(true);
        root.usageMessage()
                .description("A Kafka-protocol log broker in one small process.")
                .footer("", "tailwater start --help lists the options of start.");
        root.addSubcommand("start", start());
        root.addSubcommand("check-config", checkConfig());
        root.addSubcommand(
                "self-check",
                command("Start a broker on a free port in a temporary directory, write and read a record, stop."));
        root.addSubcommand(
                "bench",
                command("Measure any broker that speaks Kafka's protocol; run as ./tailwater bench in the source tree.")
                        .addPositional(PositionalParamSpec.builder()
                                .arity("0..*")
                                .hidden(true)
                                .build()));
        root.addSubcommand("completion", completion());
        ToolCommands.all().forEach(root::addSubcommand);
        CommandLine all = new CommandLine(root);
        ClientCommands.all(UsersAtRest::with).forEach(all::addSubcommand);
        return all.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setExecutionStrategy(Explainer::execute)
                .setExecutionExceptionHandler((failure, command, parsed) -> TailwaterMain.report(failure))
                .execute(arguments);
    }

    private static CommandSpec start() {
        CommandSpec spec = command("Run a broker in the foreground until Ctrl-C or SIGTERM.");
        spec.usageMessage()
                .sortOptions(false)
                .footer(
                        "",
                        "Options win over the environment (TAILWATER_KAFKA__PORT=9093), that over the file, that over"
                                + " defaults.");
        addStartOptions(spec);
        return spec;
    }

    private static CommandSpec checkConfig() {
        CommandSpec spec =
                command("Say what is wrong with a configuration, all of it, and what a start with it would use.");
        spec.usageMessage()
                .sortOptions(false)
                .footer("", "Give it the options that start would get. Exit code 2 when anything is wrong.");
        spec.addOption(OptionSpec.builder("--changed")
                .description("Show only what is not the default.")
                .type(boolean.class)
                .build());
        addStartOptions(spec);
        return spec;
    }

    private static void addStartOptions(CommandSpec spec) {
        for (StartOption option : StartOption.values()) {
            OptionSpec.Builder builder = OptionSpec.builder(option.option()).description(option.description());
            spec.addOption(
                    option.hasValue()
                            ? builder.paramLabel(option.valueLabel())
                                    .type(String.class)
                                    .build()
                            : builder.type(boolean.class).build());
        }
    }

    private static CommandSpec completion() {
        CommandSpec spec = command("Print what makes a shell complete commands and options.");
        spec.usageMessage()
                .footer("", "Bash and zsh: source <(./tailwater completion); to keep it, say so in .bashrc or .zshrc.");
        return spec;
    }

    private static CommandSpec command(String description) {
        CommandSpec spec = CommandSpec.create().mixinStandardHelpOptions(true);
        spec.usageMessage().description(description);
        return spec;
    }

    private static int execute(ParseResult result) {
        Integer helpGiven = CommandLine.executeHelpRequest(result);
        if (helpGiven != null) {
            return helpGiven;
        }
        if (!result.hasSubcommand()) {
            throw new ParameterException(
                    result.commandSpec().commandLine(), "Say what to do, such as: tailwater start");
        }
        ParseResult command = result.subcommand();
        if (command.commandSpec().userObject() instanceof Runnable
                || command.commandSpec().userObject() instanceof Callable<?>) {
            ConsoleLog.forCommands();
            return new CommandLine.RunLast().execute(result);
        }
        switch (command.commandSpec().name()) {
            case "start" -> StartCommand.run(options(command), System.getenv());
            case "check-config" -> {
                return CheckConfig.run(
                        options(command), System.getenv(), command.hasMatchedOption("--changed"), System.out);
            }
            case "self-check" -> SelfCheck.run();
            case "completion" ->
                System.out.println(
                        AutoComplete.bash("tailwater", result.commandSpec().commandLine()));
            default ->
                System.err.println(
                        "The load generator is not part of this jar: run ./tailwater bench in the source tree.");
        }
        return 0;
    }

    private static Map<StartOption, String> options(ParseResult parsed) {
        Map<StartOption, String> options = new EnumMap<>(StartOption.class);
        for (StartOption option : StartOption.values()) {
            if (parsed.hasMatchedOption(option.option())) {
                options.put(option, String.valueOf(parsed.<Object>matchedOptionValue(option.option(), "")));
            }
        }
        return options;
    }
}

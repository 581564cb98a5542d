package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tailwater user add}. */
@Command(
        name = "add",
        description = {
            "Adds a user, or gives one another password.",
            "",
            "The password is asked for, or read from the first line of standard input: never an argument, which everybody on"
                    + " the machine can see."
        })
final class UserAddCommand extends UserStoreCommand {

    private static final List<String> MECHANISMS = List.of("SCRAM-SHA-256", "SCRAM-SHA-512");

    @Parameters(paramLabel = "NAME", description = "Who.")
    private String user = "";

    @Option(
            names = "--mechanism",
            paramLabel = "NAME",
            description =
                    "How the user may log in as a Kafka client, SCRAM-SHA-256 or SCRAM-SHA-512; may be given again"
                            + " (default: both). Either does for PLAIN, HTTP and the console.")
    private List<String> mechanisms = new ArrayList<>();

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "8192",
            description = "How often the password is hashed, 4096 to 16384 (default: 8192).")
    private int iterations = 8192;

    @Option(
            names = "--login-file",
            paramLabel = "FILE",
            description =
                    "Also write the properties with which Kafka clients, and commands with --config, log in as this user."
                            + " The password stands in it: only its owner can read it.")
    private @Nullable Path loginFile;

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description =
                    "With --login-file, where the broker encrypts: the certificate (PEM) by which clients know it.")
    private String trusted = "";

    private String password = "";

    UserAddCommand(UserStore.AtRest atRest) {
        super(atRest);
    }

    @Override
    void prepare() {
        if (!MECHANISMS.containsAll(mechanisms)) {
            throw ClientException.usage(
                    "--mechanism takes " + String.join(" and ", MECHANISMS) + ", not " + mechanisms + ".");
        }
        password = readPassword();
        if (password.isEmpty()) {
            throw ClientException.usage("The password is empty: nothing was changed.");
        }
    }

    @Override
    void run(UserStore users) throws Exception {
        Set<UserStore.UserCredential> credentials = new LinkedHashSet<>();
        for (String mechanism : mechanisms.isEmpty() ? MECHANISMS : mechanisms) {
            credentials.add(new UserStore.UserCredential(mechanism, iterations));
        }
        boolean there = users.all().containsKey(user);
        if (loginFile != null) {
            List<String> named = credentials.stream()
                    .map(UserStore.UserCredential::mechanism)
                    .toList();
            new LoginFile(user, password, named.get(named.size() - 1), trusted).write(loginFile);
        }
        users.set(user, password, credentials);
        print(
                new JsonObject()
                        .put("user", user)
                        .put("added", !there)
                        .put(
                                "mechanisms",
                                new JsonArray(credentials.stream()
                                        .map(UserStore.UserCredential::mechanism)
                                        .toList())),
                "The user " + user + (there ? " has another password." : " is added."));
    }

    private String readPassword() {
        Console console = terminal();
        if (console == null) {
            return firstLine();
        }
        char[] first = console.readPassword("Password of %s: ", Table.printable(user));
        char[] second = console.readPassword("Once more: ");
        if (first == null || !Arrays.equals(first, second)) {
            throw ClientException.usage("The two were not the same: nothing was changed.");
        }
        return new String(first);
    }

    /** Where somebody can be asked; null when input or output is not a terminal. */
    @SuppressWarnings(
            "SystemConsoleNull") // From JDK 22 on there is always a console, which says whether it is a terminal.
    private static @Nullable Console terminal() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console)) ? console : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static String firstLine() {
        try {
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line = input.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

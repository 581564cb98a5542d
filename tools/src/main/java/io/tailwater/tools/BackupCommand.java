package io.tailwater.tools;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tailwater backup}. Filled by picocli, used once. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Makes a copy of a running broker's data directory, from which another broker can start.",
            "",
            "Run it on the broker's machine, as a user who may read its files. Closed segments are hard links where TO is on"
                    + " the same file system, which take no space until the broker deletes them; the broker never writes to a"
                    + " file that has another link. Everything else is copied. TO appears when it is complete."
        })
final class BackupCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "TO", description = "The directory to make; it must not be there yet.")
    private Path target = Path.of("backup");

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8080",
            description = "The broker's HTTP address (default: ${DEFAULT-VALUE}).")
    private String http = "127.0.0.1:8080";

    @Option(names = "--copy", description = "Copy everything: no hard links.")
    private boolean copy;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path to = target.toAbsolutePath().normalize();
        if (Files.exists(to)) {
            throw new ToolException(to + " is there already: name a directory that is not.");
        }
        JsonObject point = askBroker();
        Path from = Path.of(point.getString("directory"));
        if (!Files.isReadable(from) || !Files.isDirectory(from)) {
            throw new ToolException("The broker's data directory " + from
                    + " cannot be read here: run this on its machine, as a user who may read its files.");
        }
        Path incomplete = to.resolveSibling(to.getFileName() + ".incomplete");
        deleteTree(incomplete); // of an attempt that was cut short
        DirectoryBackup backup = new DirectoryBackup(from, incomplete, !copy);
        JsonArray logs = point.getJsonArray("logs");
        for (Object each : logs) {
            JsonObject log = (JsonObject) each;
            backup.add(
                    log.getString("topic") + "-" + log.getInteger("partition"),
                    log.getLong("startOffset"),
                    log.getLong("endOffset"));
        }
        backup.noteMissing();
        backup.finish();
        Files.move(incomplete, to);
        DirectoryBackup.force(Objects.requireNonNull(to.getParent()));
        backup.notes().forEach(out::println);
        out.printf(
                "%d logs are in %s: %d bytes linked, %d copied.%n",
                logs.size(), to, backup.linkedBytes(), backup.copiedBytes());
        out.flush();
        return 0;
    }

    private JsonObject askBroker() throws IOException, InterruptedException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(URI.create("http://" + http + "/v1/broker/backup-point"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .timeout(PATIENCE)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ToolException("--http " + http + " is no address: say such as 127.0.0.1:8080.");
        }
        try {
            HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return new JsonObject(response.body());
            }
            throw new ToolException("The broker at " + http + " refused: " + response.body());
        } catch (ConnectException e) {
            throw new ToolException("No broker answers at " + http
                    + ": --http names another address; a stopped broker's directory can simply be copied, all of it.");
        } catch (DecodeException e) {
            throw new ToolException(
                    "What answers at " + http + " is no Tailwater broker: --http names another address.");
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

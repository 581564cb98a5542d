package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tailwater tail}. */
@Command(
        name = "tail",
        description = {
            "Shows records as they are written, until Ctrl-C; goes on without loss when the connection was lost.",
            "",
            "  tailwater tail orders --from last:10 --where '$.total>=100'",
            "  tailwater tail orders --from earliest --exit --json | jq .value"
        })
final class TailCommand extends ClientCommand {

    /** When to use colours. */
    enum Colour {
        auto,
        always,
        never
    }

    @Parameters(paramLabel = "TOPIC", arity = "1..*", description = "Their names.")
    private List<String> topics = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "POSITION",
            description = "Where to begin: " + Position.FORMS + ". Without, at what is written from now on.")
    private String from = "latest";

    @Option(names = "--partition", paramLabel = "N", description = "Only this partition; may be repeated.")
    private List<Integer> partitions = new ArrayList<>();

    @Mixin
    private RecordFilter filter = new RecordFilter();

    @Option(names = "--limit", paramLabel = "N", description = "End after so many records.")
    private long limit;

    @Option(names = "--exit", description = "End when everything there is has been shown.")
    private boolean exit;

    @Option(names = "--uncommitted", description = "Also records of transactions that are not, or never, committed.")
    private boolean uncommitted;

    @Option(names = "--colour", paramLabel = "auto|always|never", description = "Whether to use colours.")
    private Colour colour = Colour.auto;

    @Mixin
    private HttpOptions http = new HttpOptions();

    @Override
    int run() throws IOException, InterruptedException {
        JsonObject subscription = subscription();
        URI uri = http.stream(connection());
        HttpClient client = http.client(connection());
        RecordPrinter printer = new RecordPrinter(out(), json(), coloured(), topics.size() > 1);
        Tail tail = new Tail(subscription, new Tail.End(limit, exit), printer, out(), err());
        try {
            tail.run(() -> TailSocket.connect(uri, client, http.authorization(connection())), TailCommand::pause);
        } catch (IOException e) {
            throw new ClientException(
                    ClientException.UNREACHABLE,
                    "No broker answers at " + http.address(connection()) + " (" + e.getMessage()
                            + "): start one with ./tailwater start, or say with --http where its HTTP port is.");
        }
        return 0;
    }

    private JsonObject subscription() {
        JsonObject subscription = new JsonObject()
                .put("topics", new JsonArray(topics))
                .put("from", Position.parse(from, Instant.now()).toJson())
                .put("isolation", uncommitted ? "uncommitted" : "committed");
        if (!partitions.isEmpty()) {
            if (topics.size() > 1) {
                throw ClientException.usage("--partition needs one topic, not " + topics.size() + ".");
            }
            subscription.remove("topics");
            subscription.put("topic", topics.get(0)).put("partitions", new JsonArray(partitions));
        }
        JsonObject wanted = filter.toJson();
        return wanted == null ? subscription : subscription.put("filter", wanted);
    }

    private boolean coloured() {
        return switch (colour) {
            case always -> true;
            case never -> false;
            case auto -> Terminal.isThere() && environment("NO_COLOR") == null;
        };
    }

    private static @Nullable String environment(String name) {
        return System.getenv(name);
    }

    /** A wait that nothing cuts short but the end of the process. */
    private static boolean pause(long millis) {
        try {
            return !new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

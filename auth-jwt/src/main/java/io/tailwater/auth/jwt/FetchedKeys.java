package io.tailwater.auth.jwt;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.JsonWebKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys fetched from the issuer: when the broker starts, at an interval, and when a token needs another, though not more often than
 * every ten seconds. While the issuer does not answer, the keys fetched before go on to count. Thread-safe.
 */
final class FetchedKeys implements KeySource {

    private static final Logger LOG = LoggerFactory.getLogger(FetchedKeys.class);
    private static final long SHORTEST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final URI address;
    private final Duration timeout;
    private final HttpClient client;
    private final ScheduledExecutorService timer;
    private volatile List<JsonWebKey> keys = List.of();
    private @Nullable CompletableFuture<Void> underWay;
    private long beganNanos;

    /** Begins to fetch; nothing can be checked before the first answer. */
    FetchedKeys(URI address, Duration interval, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "tailwater-jwks");
            thread.setDaemon(true);
            return thread;
        });
        this.timer = scheduler;
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(scheduler)
                .build();
        timer.scheduleAtFixedRate(this::fetch, 0, interval.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public List<JsonWebKey> keys() {
        return keys;
    }

    @Override
    public synchronized CompletionStage<Void> refresh() {
        if (underWay != null) {
            return underWay;
        }
        return System.nanoTime() - beganNanos < SHORTEST_INTERVAL_NANOS
                ? CompletableFuture.completedFuture(null)
                : fetch();
    }

    private synchronized CompletableFuture<Void> fetch() {
        beganNanos = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("accept", "application/json")
                .build();
        CompletableFuture<Void> fetched = client.sendAsync(request, bounded())
                .thenAccept(this::take)
                .exceptionally(failure -> {
                    LOG.warn(
                            "Keys for tokens cannot be fetched from {}, those fetched before go on to count: {}",
                            address,
                            failure.toString());
                    return null;
                });
        underWay = fetched;
        fetched.thenRun(() -> ended(fetched));
        return fetched;
    }

    private synchronized void ended(CompletableFuture<Void> fetched) {
        if (underWay == fetched) {
            underWay = null;
        }
    }

    private void take(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalArgumentException("it answers with status " + response.statusCode());
        }
        keys = KeySet.parse(response.body());
    }

    /** Whatever somebody sends, only so much of it is kept. */
    private static BodyHandler<String> bounded() {
        return head -> BodySubscribers.mapping(
                new BoundedBody(KeySet.MOST_BYTES), bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

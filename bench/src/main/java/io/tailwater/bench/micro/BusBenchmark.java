package io.tailwater.bench.micro;

import io.tailwater.core.bus.BrokerMessage;
import io.tailwater.core.bus.LocalReferenceCodec;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.MessageProducer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to ask a shard something over the event bus: a message that carries the promise of its answer goes to the
 * shard's event loop, and the answer comes back to the asker's. Owned by JMH.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls the set-up
public class BusBenchmark {

    private static final String ADDRESS = "bench.shard";
    private static final int EXCHANGES = 10_000;

    /** Whether the shard is on the asker's own event loop. */
    @Param({"same", "across"})
    public String loops;

    /** How many questions are under way at a time. */
    @Param({"1", "64"})
    public int inFlight;

    private Vertx vertx;
    private Context asker;
    private MessageProducer<BrokerMessage> sender;

    private record Question(long number, Promise<Long> answer) implements BrokerMessage {}

    /** Deploys the shard. */
    @Setup
    public void deploy() {
        int loopCount = loops.equals("same") ? 1 : 2;
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loopCount));
        LocalReferenceCodec.register(vertx);
        vertx.deployVerticle(new Shard())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        Asker deployed = new Asker();
        vertx.deployVerticle(deployed).toCompletionStage().toCompletableFuture().join();
        asker = deployed.context();
        sender = vertx.eventBus().sender(ADDRESS, LocalReferenceCodec.OPTIONS);
    }

    /** Asks {@value #EXCHANGES} times and waits for every answer. */
    @Benchmark
    @OperationsPerInvocation(EXCHANGES)
    public void ask() throws InterruptedException {
        Turns.await(asker, done -> new Conversation(done).begin());
    }

    /** Stops both loops. */
    @TearDown
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Keeps a number of questions under way until all are answered. Confined to the asker's loop. */
    private final class Conversation {

        private final Runnable done;
        private int asked;
        private int answered;

        private Conversation(Runnable done) {
            this.done = done;
        }

        private void begin() {
            for (int i = 0; i < inFlight; i++) {
                askNext();
            }
        }

        private void askNext() {
            if (asked == EXCHANGES) {
                return;
            }
            Promise<Long> answer = Promise.promise();
            answer.future().onComplete(arrived -> asker.runOnContext(turn -> answered()));
            sender.write(new Question(asked++, answer));
        }

        private void answered() {
            if (++answered == EXCHANGES) {
                done.run();
            } else {
                askNext();
            }
        }
    }

    /** Answers on its own loop. */
    private static final class Shard extends AbstractVerticle {
        @Override
        public void start() {
            vertx.eventBus().<BrokerMessage>localConsumer(ADDRESS, message -> {
                Question question = (Question) message.body();
                question.answer().complete(question.number());
            });
        }
    }

    /** Only has an event loop, the next of the pool. */
    private static final class Asker extends AbstractVerticle {
        private Context context() {
            return context;
        }
    }
}

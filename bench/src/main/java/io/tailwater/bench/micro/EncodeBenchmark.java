package io.tailwater.bench.micro;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.tailwater.spi.Lease;
import io.tailwater.spi.MemorySlice;
import io.tailwater.tcp.wire.ResponseWriter;
import io.tailwater.tcp.wire.SliceRecords;
import io.tailwater.transport.AcceptedSocket;
import io.tailwater.transport.SocketEvents;
import io.tailwater.transport.SocketWriter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to build a response about one partition, encode it and queue it at a socket. The socket is real, but
 * everything written is dropped before the system call. Owned by JMH.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class EncodeBenchmark {

    private static final int RESPONSES = 1_000;
    private static final short PRODUCE_VERSION = 13;
    private static final short FETCH_VERSION = 17;
    private static final Uuid TOPIC = new Uuid(1, 2);
    private static final ByteBuffer COPIED = ByteBuffer.allocateDirect(1 << 10);
    private static final ByteBuffer LEASED = ByteBuffer.allocateDirect(64 << 10);

    private Vertx vertx;
    private Context context;
    private SocketWriter writer;

    /** Connects a socket and lets nothing out of it. */
    @Setup
    public void connect() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        CompletableFuture<Context> connected = new CompletableFuture<>();
        vertx.createNetServer()
                .connectHandler(socket -> {
                    writer = install(socket);
                    connected.complete(vertx.getOrCreateContext());
                })
                .listen(0, "127.0.0.1")
                .compose(server -> vertx.createNetClient().connect(server.actualPort(), "127.0.0.1"))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        context = connected.join();
    }

    /** The answer to a produce request. */
    @Benchmark
    @OperationsPerInvocation(RESPONSES)
    public void produceResponse() throws InterruptedException {
        send(number -> {
            ProduceResponseData.TopicProduceResponseCollection topics =
                    new ProduceResponseData.TopicProduceResponseCollection(1);
            topics.add(new ProduceResponseData.TopicProduceResponse()
                    .setTopicId(TOPIC)
                    .setPartitionResponses(List.of(new ProduceResponseData.PartitionProduceResponse()
                            .setIndex(0)
                            .setBaseOffset(number))));
            ResponseWriter.send(
                    writer, ApiKeys.PRODUCE, number, new ProduceResponseData().setResponses(topics), PRODUCE_VERSION);
        });
    }

    /** The answer to a fetch, with 1 KB of records, which are copied beside the header. */
    @Benchmark
    @OperationsPerInvocation(RESPONSES)
    public void fetchResponseWithCopiedRecords() throws InterruptedException {
        send(number -> ResponseWriter.send(writer, ApiKeys.FETCH, number, fetched(COPIED), FETCH_VERSION));
    }

    /** The answer to a fetch, with 64 KB of records, which are leased and pass by reference. */
    @Benchmark
    @OperationsPerInvocation(RESPONSES)
    public void fetchResponseWithLeasedRecords() throws InterruptedException {
        send(number -> ResponseWriter.send(writer, ApiKeys.FETCH, number, fetched(LEASED), FETCH_VERSION));
    }

    /** Closes both ends. */
    @TearDown
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void send(IntConsumer response) throws InterruptedException {
        Turns.await(context, done -> {
            for (int number = 0; number < RESPONSES; number++) {
                response.accept(number);
            }
            done.run();
        });
    }

    private static ApiMessage fetched(ByteBuffer records) {
        return new FetchResponseData()
                .setResponses(List.of(new FetchResponseData.FetchableTopicResponse()
                        .setTopicId(TOPIC)
                        .setPartitions(List.of(new FetchResponseData.PartitionData()
                                .setPartitionIndex(0)
                                .setHighWatermark(1)
                                .setRecords(new SliceRecords(new MemorySlice(records.duplicate(), Lease.NONE)))))));
    }

    private static SocketWriter install(NetSocket socket) {
        ChannelPipeline pipeline =
                ((NetSocketInternal) socket).channelHandlerContext().pipeline();
        SocketWriter installed =
                SocketWriter.install(AcceptedSocket.of(socket), new ChannelInboundHandlerAdapter(), new Silence());
        pipeline.addFirst(new Dropping());
        return installed;
    }

    /** Nothing comes in while the benchmark runs. */
    private static final class Silence implements SocketEvents {
        @Override
        public void received(Object message) {}

        @Override
        public void writable() {}

        @Override
        public void closed() {}
    }

    /** Takes what is written and says that it was sent. */
    private static final class Dropping extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            if (!promise.isVoid()) {
                promise.setSuccess();
            }
        }
    }
}

package io.tailwater.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.tailwater.spi.FileSlice;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.MemorySlice;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketWriterTest {

    private static final int FILE_BYTES = 5 << 20;
    private static final int ENOUGH_TO_FILL_A_SOCKET = 4;
    private static final int SECONDS = 60;

    @TempDir
    static Path keys;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger leases = new AtomicInteger();
    private final AtomicInteger flushes = new AtomicInteger();
    private final CompletableFuture<SocketWriter> installed = new CompletableFuture<>();
    private final byte[] content = new byte[FILE_BYTES];
    private FileChannel file;

    // Held, because a client that nobody refers to closes its connections.
    private NetClient client;

    @BeforeEach
    void fillFile() throws Exception {
        new Random(1).nextBytes(content);
        file = FileChannel.open(
                directory.resolve("file"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        file.write(ByteBuffer.wrap(content));
    }

    @AfterEach
    void everyLeaseIsBack() throws Exception {
        vertx.close().await(SECONDS, TimeUnit.SECONDS);
        assertThat(leases).hasValue(0);
        assertThat(file.isOpen()).as("the shared channel").isTrue();
        file.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsBuffersAndSlicesInOrderAndWhole(boolean tls) throws Exception {
        int port = serve(tls, writer -> {
            writer.write(Unpooled.copiedBuffer(content, 0, 10));
            writer.write(file(10, 3_000_000));
            writer.write(memory(3_000_010, 1_000));
            writer.write(file(3_001_010, 0));
            writer.write(Unpooled.copiedBuffer(content, 3_001_010, 5));
            writer.write(file(3_001_015, FILE_BYTES - 3_001_015));
        });
        Buffer received = Buffer.buffer();
        CompletableFuture<Void> all = new CompletableFuture<>();
        ask(connect(port, tls).handler(bytes -> {
            received.appendBuffer(bytes);
            if (received.length() == FILE_BYTES) {
                all.complete(null);
            }
        }));
        try {
            all.get(SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            System.out.println("GOT " + received.length() + " " + leases + " " + installed.isDone());
            throw e;
        }

        assertThat(received.getBytes()).isEqualTo(content);
    }

    @Test
    void flushesOnceWhatOneTurnWrote() throws Exception {
        int port = serve(false, writer -> {
            for (int i = 0; i < 20; i++) {
                writer.write(Unpooled.copiedBuffer(content, i, 1));
            }
        });
        Buffer received = Buffer.buffer();
        CompletableFuture<Void> all = new CompletableFuture<>();
        ask(connect(port, false).handler(bytes -> {
            received.appendBuffer(bytes);
            if (received.length() == 20) {
                all.complete(null);
            }
        }));

        all.get(SECONDS, TimeUnit.SECONDS);
        assertThat(flushes).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isNotWritableUntilThePeerReads(boolean tls) throws Exception {
        CompletableFuture<Boolean> writable = new CompletableFuture<>();
        int port = serve(tls, writer -> {
            for (int i = 0; i < ENOUGH_TO_FILL_A_SOCKET; i++) {
                writer.write(file(0, FILE_BYTES));
            }
            writable.complete(writer.writable());
        });
        NetSocket peer = connect(port, tls);
        ask(peer.pause());
        assertThat(writable.get(SECONDS, TimeUnit.SECONDS)).isFalse();

        peer.handler(bytes -> {});
        peer.resume();

        drained.get(SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givesLeasesBackWhenThePeerGoesAway(boolean tls) throws Exception {
        CompletableFuture<Void> written = new CompletableFuture<>();
        int port = serve(tls, writer -> {
            for (int i = 0; i < ENOUGH_TO_FILL_A_SOCKET; i++) {
                writer.write(file(0, FILE_BYTES));
            }
            writer.write(memory(0, FILE_BYTES));
            written.complete(null);
        });
        NetSocket peer = connect(port, tls);
        ask(peer.pause());
        written.get(SECONDS, TimeUnit.SECONDS);

        peer.close().await(SECONDS, TimeUnit.SECONDS);

        whenClosed.get(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void closesTheConnectionWhenAFileEndsInsideASlice() throws Exception {
        int port = serve(false, writer -> writer.write(file(FILE_BYTES - 100_000, 200_000)));
        ask(connect(port, false).handler(bytes -> {}));

        whenClosed.get(SECONDS, TimeUnit.SECONDS);
    }

    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final CompletableFuture<Void> whenClosed = new CompletableFuture<>();

    /** A server that does something when the first byte comes. */
    private int serve(boolean tls, Consumer<SocketWriter> onMessage) throws Exception {
        NetServerOptions options = new NetServerOptions().setHost("127.0.0.1").setPort(0);
        if (tls) {
            options.setSsl(true).setKeyCertOptions(certificate());
        }
        NetServer server = vertx.createNetServer(options).connectHandler(socket -> {
            installed.complete(SocketWriter.install(AcceptedSocket.of(socket), new Decoder(), new SocketEvents() {
                @Override
                public void received(Object message) {
                    onMessage.accept(installed.join());
                }

                @Override
                public void writable() {
                    drained.complete(null);
                }

                @Override
                public void closed() {
                    whenClosed.complete(null);
                }
            }));
        });
        return server.listen().await(SECONDS, TimeUnit.SECONDS).actualPort();
    }

    private NetSocket connect(int port, boolean tls) throws Exception {
        NetClientOptions options = new NetClientOptions();
        if (tls) {
            options.setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm("");
        }
        client = vertx.createNetClient(options);
        return client.connect(port, "127.0.0.1").await(SECONDS, TimeUnit.SECONDS);
    }

    private static void ask(NetSocket socket) {
        socket.write("x");
    }

    private LogSlice file(int from, int size) {
        leases.incrementAndGet();
        return new FileSlice(file, from, size, leases::decrementAndGet);
    }

    private LogSlice memory(int from, int size) {
        leases.incrementAndGet();
        return new MemorySlice(ByteBuffer.wrap(content, from, size), leases::decrementAndGet);
    }

    private static synchronized JksOptions certificate() throws Exception {
        Path store = keys.resolve("keys.jks");
        if (!store.toFile().exists()) {
            String keytool =
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            Process made = new ProcessBuilder(
                            keytool,
                            "-genkeypair",
                            "-keyalg",
                            "EC",
                            "-alias",
                            "test",
                            "-dname",
                            "CN=localhost",
                            "-storepass",
                            "testing",
                            "-keystore",
                            store.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(keys.resolve("keytool.out").toFile())
                    .start();
            assertThat(made.waitFor()).isZero();
        }
        return new JksOptions().setPath(store.toString()).setPassword("testing");
    }

    /** Makes one message of whatever comes, and counts flushes on their way out. */
    private final class Decoder extends ChannelDuplexHandler {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((ByteBuf) message).release();
            context.fireChannelRead("message");
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            flushes.incrementAndGet();
            context.flush();
        }
    }
}

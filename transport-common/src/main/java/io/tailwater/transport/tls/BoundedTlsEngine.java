package io.tailwater.transport.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * An engine of either kind, handshakes by worker threads, with bounds on what strangers can make it hold: Vert.x's servers show a
 * connection only when its handshake is over. Immutable but for Vert.x's own setters.
 */
final class BoundedTlsEngine extends SSLEngineOptions {

    /** The JDK would keep 20,000 a day long, for clients that cannot keep them themselves. */
    private static final int SESSIONS_TO_RESUME = 1_000;

    private final EngineChoice choice;
    private final EncryptedConnections connections;
    private final Runnable refused;
    private final BiConsumer<String, Throwable> failed;

    /**
     * Of a listener.
     *
     * @param refused called by any event loop for a connection that is closed because there are too many
     * @param failed called by any event loop for one whose handshake has come to nothing, with the client's {@code host:port}
     */
    BoundedTlsEngine(
            EngineChoice choice,
            EncryptedConnections connections,
            Runnable refused,
            BiConsumer<String, Throwable> failed) {
        this.choice = choice;
        this.connections = connections;
        this.refused = refused;
        this.failed = failed;
        setUseWorkerThread(true);
    }

    @Override
    public BoundedTlsEngine copy() {
        return new BoundedTlsEngine(choice, connections, refused, failed);
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new DefaultSslContextFactory(choice.provider(), false) {
            @Override
            public SslContextFactory enabledCipherSuites(Set<String> unordered) {
                return super.enabledCipherSuites(choice.suites());
            }

            @Override
            public SslContext create() throws SSLException {
                SslContext context = super.create();
                context.sessionContext().setSessionCacheSize(SESSIONS_TO_RESUME);
                return new Counting(context);
            }
        };
    }

    private final class Counting extends DelegatingSslContext {

        Counting(SslContext counted) {
            super(counted);
        }

        @Override
        protected void initEngine(SSLEngine engine) {
            // Vert.x does, around this.
        }

        @Override
        protected SslHandler newHandler(ByteBufAllocator buffers, boolean startTls, Executor tasks) {
            return counted(super.newHandler(buffers, startTls, tasks), startTls, tasks);
        }

        @Override
        protected SslHandler newHandler(
                ByteBufAllocator buffers, String host, int port, boolean startTls, Executor tasks) {
            return counted(super.newHandler(buffers, host, port, startTls, tasks), startTls, tasks);
        }

        /** @param made whose engine is of the kind that handlers get, which differs from what anybody else gets */
        private SslHandler counted(SslHandler made, boolean startTls, Executor tasks) {
            ClosableHandshake handler = new ClosableHandshake(made.engine(), startTls, tasks);
            EncryptedConnections.Place place = connections.take(() -> {
                refused.run();
                handler.end();
            });
            if (place == null) {
                refused.run();
                ReferenceCountUtil.release(handler.engine()); // BoringSSL's holds memory that is not the JVM's
                throw new RejectedExecutionException("more than " + connections.most() + " encrypted connections");
            }
            handler.handshakeFuture().addListener(ended -> {
                if (ended.isSuccess()) {
                    connections.keep(place);
                } else {
                    failed.accept(remote(handler.engine()), ended.cause());
                }
            });
            handler.sslCloseFuture().addListener((Future<Channel> ended) -> {
                if (ended.isSuccess()) {
                    ended.getNow().closeFuture().addListener(closed -> connections.give(place));
                } else {
                    connections.give(place);
                }
            });
            return handler;
        }

        /** Whom Vert.x made the engine for, which does not know who was gone at once. */
        private static String remote(SSLEngine engine) {
            String host = engine.getPeerHost();
            if (host == null) {
                return "unknown";
            }
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + engine.getPeerPort();
        }
    }
}

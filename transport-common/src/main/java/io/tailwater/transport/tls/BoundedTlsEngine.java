package io.tailwater.transport.tls;

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
import java.util.concurrent.RejectedExecutionException;
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

    /** @param refused called by any event loop for a connection that is closed because there are too many */
    BoundedTlsEngine(EngineChoice choice, EncryptedConnections connections, Runnable refused) {
        this.choice = choice;
        this.connections = connections;
        this.refused = refused;
        setUseWorkerThread(true);
    }

    @Override
    public BoundedTlsEngine copy() {
        return new BoundedTlsEngine(choice, connections, refused);
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
        protected void initHandler(SslHandler handler) {
            if (!connections.take()) {
                refused.run();
                ReferenceCountUtil.release(handler.engine()); // BoringSSL's holds memory that is not the JVM's
                throw new RejectedExecutionException("more than " + connections.most() + " encrypted connections");
            }
            handler.sslCloseFuture().addListener((Future<Channel> ended) -> {
                if (ended.isSuccess()) {
                    ended.getNow().closeFuture().addListener(closed -> connections.give());
                } else {
                    connections.give();
                }
            });
        }
    }
}

package io.tailwater.transport.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Encrypts a connection that any thread can end, also before it is anybody's. */
final class ClosableHandshake extends SslHandler {

    private volatile @Nullable ChannelHandlerContext context;
    private volatile boolean ended;

    ClosableHandshake(SSLEngine engine, boolean startTls, Executor tasks) {
        super(engine, startTls, tasks);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        super.handlerAdded(added);
        context = added;
        if (ended) {
            added.close();
        }
    }

    /** Closes its connection without a word; thread-safe. */
    void end() {
        ended = true;
        ChannelHandlerContext added = context;
        if (added != null) {
            added.close();
        }
    }
}

package io.tailwater.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Runs connections on the thread that calls it, until all have finished. */
final class SocketLoop implements Callable<Void> {

    private static final int LOOK_UP_MILLIS = 100;

    private final List<? extends LoadConnection> connections;
    private final Patience patience;

    SocketLoop(List<? extends LoadConnection> connections, Patience patience) {
        this.connections = List.copyOf(connections);
        this.patience = patience;
    }

    /** Deals connections out to at most so many loops. */
    static List<SocketLoop> share(
            List<? extends LoadConnection> connections, int threads, Supplier<Patience> patience) {
        int loops = Math.min(threads, connections.size());
        return IntStream.range(0, loops)
                .mapToObj(loop -> new SocketLoop(
                        IntStream.range(0, connections.size())
                                .filter(connection -> connection % loops == loop)
                                .mapToObj(connections::get)
                                .toList(),
                        patience.get()))
                .toList();
    }

    @Override
    public Void call() throws IOException {
        try (Selector selector = Selector.open()) {
            int open = 0;
            for (LoadConnection connection : connections) {
                int interest = connection.begin();
                if (interest != 0) {
                    connection.channel().register(selector, interest, connection);
                    open++;
                }
            }
            while (open > 0 && !Thread.currentThread().isInterrupted()) {
                selector.select(LOOK_UP_MILLIS);
                for (SelectionKey key : selector.selectedKeys()) {
                    if (!serve(key)) {
                        open--;
                    }
                }
                selector.selectedKeys().clear();
                patience.check(open);
            }
        }
        return null;
    }

    /** Whether the connection goes on. */
    private static boolean serve(SelectionKey key) throws IOException {
        int interest = ((LoadConnection) key.attachment()).ready();
        if (interest == 0) {
            key.cancel();
            return false;
        }
        if (interest != key.interestOps()) {
            key.interestOps(interest);
        }
        return true;
    }
}

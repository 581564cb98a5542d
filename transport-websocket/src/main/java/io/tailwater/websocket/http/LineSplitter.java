package io.tailwater.websocket.http;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Cuts what comes in pieces into lines, of bounded length. Owned by one request. */
final class LineSplitter {

    private static final byte NEWLINE = '\n';

    private final int maxBytes;
    private final Consumer<Buffer> lines;
    private Buffer begun = Buffer.buffer();

    /** @param lines takes each line without its end */
    LineSplitter(int maxBytes, Consumer<Buffer> lines) {
        this.maxBytes = maxBytes;
        this.lines = lines;
    }

    /** Returns false when a line is too long. */
    boolean add(Buffer piece) {
        int from = 0;
        for (int at = 0; at < piece.length(); at++) {
            if (piece.getByte(at) == NEWLINE) {
                if (begun.length() + at - from > maxBytes) {
                    return false;
                }
                Buffer end = piece.slice(from, at);
                lines.accept(begun.length() == 0 ? end : begun.appendBuffer(end));
                begun = Buffer.buffer();
                from = at + 1;
            }
        }
        if (from < piece.length()) {
            begun.appendBuffer(piece.slice(from, piece.length()));
        }
        return begun.length() <= maxBytes;
    }

    /** How many bytes there are of a line whose end has not come. */
    int begunBytes() {
        return begun.length();
    }

    /** Drops what there is of it. */
    void forget() {
        begun = Buffer.buffer();
    }

    /** The last line may lack its end. */
    void finish() {
        if (begun.length() > 0) {
            lines.accept(begun);
            begun = Buffer.buffer();
        }
    }
}

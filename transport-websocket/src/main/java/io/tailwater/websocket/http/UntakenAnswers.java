package io.tailwater.websocket.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The records that readers were given and that their sockets have not taken yet, which are on the heap. For too many of them the
 * reader is cut off that has taken nothing for longest. Confined to an event loop.
 */
final class UntakenAnswers {

    private static final int SHARE_OF_THE_HEAP = 8;

    private final Map<ApiRequest, Integer> untaken = new LinkedHashMap<>();
    private final long most;
    private long bytes;

    UntakenAnswers(long most) {
        this.most = most;
    }

    /** An eighth of the heap is for those of all event loops. */
    static UntakenAnswers ofOneOf(int eventLoops) {
        return new UntakenAnswers(Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP / eventLoops);
    }

    /** A reader was given some, having taken all it was given before; others may be cut off for it. */
    void given(ApiRequest reader, int amount) {
        untaken.put(reader, amount);
        bytes += amount;
        while (bytes > most && untaken.size() > 1) {
            ApiRequest longest = untaken.keySet().iterator().next();
            taken(longest);
            longest.cutOff();
        }
    }

    /** A reader's socket has taken it, or is closed. */
    void taken(ApiRequest reader) {
        Integer amount = untaken.remove(reader);
        if (amount != null) {
            bytes -= amount;
        }
    }
}

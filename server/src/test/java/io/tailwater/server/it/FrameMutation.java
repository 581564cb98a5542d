package io.tailwater.server.it;

import java.nio.ByteBuffer;
import java.util.Random;

/** Spoils frames a little, so that decoders get past their beginning. Owned by one thread. */
final class FrameMutation {

    private static final byte[] EDGE_BYTES = {0, 1, 2, 0x7f, (byte) 0x80, (byte) 0xff, (byte) 0xfe};
    private static final int[] EDGE_INTS = {
        0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 16, 1 << 24, 0x7fff_ffff - 11
    };
    private static final int HEADER_BYTES = 14;

    private final Random random;

    FrameMutation(Random random) {
        this.random = random;
    }

    /** A frame whose length says what it has, and whose content has one to four things wrong with it. */
    ByteBuffer spoil(ByteBuffer frame) {
        ByteBuffer content = frame.slice(Integer.BYTES, frame.limit() - Integer.BYTES);
        for (int changes = 1 + random.nextInt(4); changes > 0 && content.limit() > HEADER_BYTES; changes--) {
            content = spoilContent(content);
        }
        return Frames.framed(content);
    }

    private ByteBuffer spoilContent(ByteBuffer content) {
        // Mostly behind the header: a spoilt API key ends the matter at once.
        int from = random.nextInt(20) == 0 ? 0 : HEADER_BYTES - 6;
        int at = from + random.nextInt(content.limit() - from);
        return switch (random.nextInt(7)) {
            case 0 -> content.put(at, (byte) (content.get(at) ^ 1 << random.nextInt(8)));
            case 1, 2 -> content.put(at, EDGE_BYTES[random.nextInt(EDGE_BYTES.length)]);
            case 3 ->
                at + Integer.BYTES <= content.limit()
                        ? content.putInt(at, EDGE_INTS[random.nextInt(EDGE_INTS.length)])
                        : content;
            case 4 -> joined(content.slice(0, at), ByteBuffer.allocate(0), content.slice(at, 0));
            case 5 -> joined(content.slice(0, at), noise(1 + random.nextInt(8)), tail(content, at));
            default -> joined(content.slice(0, at), content.slice(at / 2, at - at / 2), tail(content, at));
        };
    }

    private ByteBuffer noise(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static ByteBuffer tail(ByteBuffer content, int at) {
        return content.slice(at, content.limit() - at);
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer second, ByteBuffer third) {
        return ByteBuffer.allocate(first.remaining() + second.remaining() + third.remaining())
                .put(first)
                .put(second)
                .put(third)
                .flip();
    }
}

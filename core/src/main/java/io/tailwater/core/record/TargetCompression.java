package io.tailwater.core.record;

/**
 * How a topic keeps its batches.
 *
 * @param codec the compression, or the producer's
 * @param level the codec's own scale; without meaning for codecs that have none
 */
public record TargetCompression(Codec codec, int level) {

    /** Compressions, with the numbers that batches' attributes have for them. */
    public enum Codec {
        PRODUCER(-1),
        UNCOMPRESSED(0),
        GZIP(1),
        SNAPPY(2),
        LZ4(3),
        ZSTD(4);

        private final int number;

        Codec(int number) {
            this.number = number;
        }

        /** As in a batch's attributes; -1 for the producer's, whatever it is. */
        public int number() {
            return number;
        }
    }

    /** Whether a batch has to be written anew for it. */
    public boolean changes(int compression) {
        return codec != Codec.PRODUCER && codec.number() != compression;
    }
}

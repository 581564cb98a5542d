package io.tailwater.records;

import io.tailwater.core.record.TargetCompression;
import org.apache.kafka.common.compress.Compression;

/** The codecs to compress with. Stateless. */
final class Codecs {

    private Codecs() {}

    static Compression of(TargetCompression target) {
        return switch (target.codec()) {
            case GZIP -> Compression.gzip().level(target.level()).build();
            case SNAPPY -> Compression.snappy().build();
            case LZ4 -> Compression.lz4().level(target.level()).build();
            case ZSTD -> Compression.zstd().level(target.level()).build();
            case UNCOMPRESSED -> Compression.NONE;
            case PRODUCER -> throw new IllegalArgumentException("The producer's compression is no other");
        };
    }

    /** The codec with the number that a batch has for it, at its usual level. */
    static Compression numbered(int number) {
        return switch (number) {
            case 0 -> Compression.NONE;
            case 1 -> Compression.gzip().build();
            case 2 -> Compression.snappy().build();
            case 3 -> Compression.lz4().build();
            case 4 -> Compression.zstd().build();
            default -> throw new IllegalArgumentException("There is no compression with number " + number);
        };
    }
}

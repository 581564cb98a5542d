package io.tailwater.records;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first half of a key's SHA-256: keys may be anybody's, and two with the same hash would be one to compaction. Owned by
 * one thread.
 */
final class KeyHash {

    private final MessageDigest digest;
    private final ByteBuffer hash;

    KeyHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
        hash = ByteBuffer.allocate(digest.getDigestLength());
    }

    /** Reads a record's key. @return whether it has one */
    boolean read(RecordCursor record) throws IOException {
        if (!record.readKey(digest)) {
            return false;
        }
        try {
            digest.digest(hash.array(), 0, hash.capacity());
        } catch (DigestException e) {
            throw new IllegalStateException("A digest does not fit its own length", e);
        }
        return true;
    }

    long high() {
        return hash.getLong(0);
    }

    long low() {
        return hash.getLong(Long.BYTES);
    }
}

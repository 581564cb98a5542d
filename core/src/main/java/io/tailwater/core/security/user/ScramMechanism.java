package io.tailwater.core.security.user;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The hash functions of SCRAM (RFC 5802, RFC 7677), with Kafka's codes (KIP-554). */
public enum ScramMechanism {
    SCRAM_SHA_256(1, "SCRAM-SHA-256", "SHA-256", "HmacSHA256", 32),
    SCRAM_SHA_512(2, "SCRAM-SHA-512", "SHA-512", "HmacSHA512", 64);

    private final byte code;
    private final String saslName;
    private final String hash;
    private final String hmac;
    private final int bytes;

    ScramMechanism(int code, String saslName, String hash, String hmac, int bytes) {
        this.code = (byte) code;
        this.saslName = saslName;
        this.hash = hash;
        this.hmac = hmac;
        this.bytes = bytes;
    }

    /** As it is written in requests. */
    public byte code() {
        return code;
    }

    /** As SASL writes it: {@code SCRAM-SHA-256}. */
    public String saslName() {
        return saslName;
    }

    /** The length of its hashes. */
    public int bytes() {
        return bytes;
    }

    /** The mechanism of that code, or null. */
    public static @Nullable ScramMechanism of(byte code) {
        return Arrays.stream(values())
                .filter(mechanism -> mechanism.code == code)
                .findAny()
                .orElse(null);
    }

    /** The mechanism that SASL calls so, or null. */
    public static @Nullable ScramMechanism named(String saslName) {
        return Arrays.stream(values())
                .filter(mechanism -> mechanism.saslName.equals(saslName))
                .findAny()
                .orElse(null);
    }

    /** {@code H(data)}. */
    public byte[] hash(byte[] data) {
        try {
            return MessageDigest.getInstance(hash).digest(data);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** {@code HMAC(key, data)}. */
    public byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(hmac);
            mac.init(new SecretKeySpec(key, hmac));
            return mac.doFinal(data);
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("an empty key", e);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** {@code Hi(password, salt, iterations)}: milliseconds of work, nothing for event loops. */
    byte[] saltedPassword(String password, byte[] salt, int iterations) {
        PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, iterations, bytes * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2With" + hmac)
                    .generateSecret(key)
                    .getEncoded();
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("not a password that can be hashed", e);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        } finally {
            key.clearPassword();
        }
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("This Java has not the algorithms that every Java must have.", e);
    }
}

package io.tailwater.core.security.user;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * What a server knows of a password (RFC 5802): enough to check it, too little to use it. Immutable: nobody changes the
 * arrays.
 */
public final class ScramCredential {

    /** RFC 7677's and Kafka's. */
    public static final int LEAST_ITERATIONS = 4096;

    /** Kafka's: checking a password of PLAIN takes as many. */
    public static final int MOST_ITERATIONS = 16_384;

    private static final int SALT_BITS = 130;

    private final ScramMechanism mechanism;
    private final byte[] salt;
    private final int iterations;
    private final byte[] storedKey;
    private final byte[] serverKey;

    ScramCredential(ScramMechanism mechanism, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
        this.mechanism = mechanism;
        this.salt = salt;
        this.iterations = iterations;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /** Of a password as it is typed, in UTF-8 as Kafka's clients take it. Milliseconds of work. */
    public static ScramCredential ofPassword(
            ScramMechanism mechanism, String password, int iterations, SecureRandom random) {
        byte[] salt = salt(new BigInteger(SALT_BITS, random));
        return ofSaltedPassword(mechanism, salt, iterations, mechanism.saltedPassword(password, salt, iterations));
    }

    /** Of what a client has made of the password (KIP-554), which is not kept. */
    public static ScramCredential ofSaltedPassword(
            ScramMechanism mechanism, byte[] salt, int iterations, byte[] saltedPassword) {
        byte[] clientKey = mechanism.hmac(saltedPassword, ascii("Client Key"));
        byte[] serverKey = mechanism.hmac(saltedPassword, ascii("Server Key"));
        return new ScramCredential(mechanism, salt, iterations, mechanism.hash(clientKey), serverKey);
    }

    /** Written as {@code kafka-configs} writes its own, so that a salt does not tell who made a user, or that nobody did. */
    static byte[] salt(BigInteger random) {
        return ascii(random.mod(BigInteger.ONE.shiftLeft(SALT_BITS)).toString(Character.MAX_RADIX));
    }

    /** Whether it is the credential of a password. Milliseconds of work. */
    public boolean fits(String password) {
        byte[] salted = mechanism.saltedPassword(password, salt, iterations);
        byte[] clientKey = mechanism.hmac(salted, ascii("Client Key"));
        return MessageDigest.isEqual(mechanism.hash(clientKey), storedKey);
    }

    /** Whether a client has proved that it knows the password (RFC 5802, section 3). */
    public boolean proves(byte[] clientProof, byte[] authMessage) {
        byte[] signature = mechanism.hmac(storedKey, authMessage);
        if (clientProof.length != signature.length) {
            return false;
        }
        byte[] clientKey = new byte[signature.length];
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] = (byte) (clientProof[i] ^ signature[i]);
        }
        return MessageDigest.isEqual(mechanism.hash(clientKey), storedKey);
    }

    /** By which a client knows that we know it, too. */
    public byte[] serverSignature(byte[] authMessage) {
        return mechanism.hmac(serverKey, authMessage);
    }

    public ScramMechanism mechanism() {
        return mechanism;
    }

    public byte[] salt() {
        return salt;
    }

    public int iterations() {
        return iterations;
    }

    byte[] storedKey() {
        return storedKey;
    }

    byte[] serverKey() {
        return serverKey;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

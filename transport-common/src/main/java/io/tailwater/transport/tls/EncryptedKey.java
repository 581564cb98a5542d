package io.tailwater.transport.tls;

import io.tailwater.core.config.InvalidConfigException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A private key in PEM that needs a password (PKCS#8, {@code ENCRYPTED PRIVATE KEY}), which Vert.x does not read. Stateless. */
final class EncryptedKey {

    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ENCRYPTED PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END ENCRYPTED PRIVATE KEY-----");

    private EncryptedKey() {}

    /**
     * The same file with its key in the clear; the file itself when its key is not encrypted.
     *
     * @throws InvalidConfigException when the password is not the key's
     */
    static Buffer decrypted(Buffer pem, String password) {
        Matcher block = BLOCK.matcher(pem.toString(StandardCharsets.ISO_8859_1));
        if (!block.find()) {
            return pem;
        }
        if (password.isEmpty()) {
            throw new InvalidConfigException(
                    "The private key is encrypted: tls.passwordFile, or tls.password in the environment, has to tell how.");
        }
        byte[] key;
        try {
            EncryptedPrivateKeyInfo encrypted =
                    new EncryptedPrivateKeyInfo(Base64.getMimeDecoder().decode(block.group(1)));
            String algorithm = algorithm(encrypted);
            SecretKey secret =
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, secret, encrypted.getAlgParameters());
            key = encrypted.getKeySpec(cipher).getEncoded();
        } catch (IOException | GeneralSecurityException e) {
            throw new InvalidConfigException(
                    "The private key cannot be decrypted: the password is wrong, or its cipher unknown (openssl pkcs8"
                            + " -topk8 -v2 aes-256-cbc makes one that is known).");
        }
        return Buffer.buffer("-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n");
    }

    /** What openssl writes is called PBES2, and only its parameters say what the JDK calls it. */
    private static String algorithm(EncryptedPrivateKeyInfo encrypted) {
        String name = encrypted.getAlgName();
        return name.equals("PBES2") ? String.valueOf(encrypted.getAlgParameters()) : name;
    }
}

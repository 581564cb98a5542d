package io.tailwater.transport.tls;

import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What a listener's files hold: its key and certificates, which belong together, and whom it trusts. Immutable.
 *
 * @param keys its keys with their certificates
 * @param trust what clients' certificates must be signed by; null when none are asked for
 * @param expires when the first of its certificates is not valid any more
 * @param listsExpire when the first list of revoked certificates has to be replaced; null when there are none, or they do not say
 */
record TlsMaterial(
        KeyManagerFactory keys,
        @Nullable TrustManagerFactory trust,
        Instant expires,
        @Nullable Instant listsExpire) {

    private static final String[] KEY_TYPES = {"EC", "RSA", "RSASSA-PSS", "EdDSA"};
    private static final int DER_SEQUENCE = 0x30;
    private static final byte[] SIGNED = {1, 2, 3};

    /**
     * Reads the files; blocks.
     *
     * @throws InvalidConfigException with a sentence that names the file, when one is missing or wrong; never with a secret
     */
    static TlsMaterial read(Vertx vertx, TlsConfig config) {
        String password = password(config);
        KeyManagerFactory keys = keys(vertx, config, password);
        Instant expires = checked(keys, config);
        TrustManagerFactory trust = trust(vertx, config, password);
        if (trust == null || config.crl().isEmpty()) {
            return new TlsMaterial(keys, trust, expires, null);
        }
        RevocationLists revoked = RevocationLists.read(file(config.crl()).getBytes(), config.crl());
        X509Certificate[] authorities = ((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers();
        return new TlsMaterial(
                keys, revoked.trust(authorities), expires, revoked.expires().orElse(null));
    }

    /** @throws InvalidConfigException when one of its certificates, or a list of revoked ones, has expired */
    void requireUnexpired(TlsConfig config, Instant now) {
        if (!expires.isAfter(now)) {
            throw new InvalidConfigException(
                    "The certificate in " + config.certificate() + " expired on " + expires + ".");
        }
        if (listsExpire != null && !listsExpire.isAfter(now)) {
            throw new InvalidConfigException(
                    "A list of revoked certificates in " + config.crl() + " expired on " + listsExpire + ".");
        }
    }

    private static KeyManagerFactory keys(Vertx vertx, TlsConfig config, String password) {
        Buffer certificate = file(config.certificate());
        String file = config.key().isEmpty() ? config.certificate() : config.key();
        try {
            if (isPkcs12(certificate)) {
                return new PfxOptions()
                        .setValue(certificate)
                        .setPassword(password)
                        .getKeyManagerFactory(vertx);
            }
            Buffer key = config.key().isEmpty() ? certificate : file(config.key());
            return new PemKeyCertOptions()
                    .addCertValue(certificate)
                    .addKeyValue(EncryptedKey.decrypted(key, password))
                    .getKeyManagerFactory(vertx);
        } catch (InvalidConfigException e) {
            throw e;
        } catch (Exception e) { // Vert.x promises nothing more specific
            throw wrong(config.certificate() + (file.equals(config.certificate()) ? "" : " with " + file), e);
        }
    }

    private static @Nullable TrustManagerFactory trust(Vertx vertx, TlsConfig config, String password) {
        if (config.trust().isEmpty()) {
            return null;
        }
        Buffer certificates = file(config.trust());
        TrustManagerFactory trust;
        try {
            trust = isPkcs12(certificates)
                    ? new PfxOptions()
                            .setValue(certificates)
                            .setPassword(password)
                            .getTrustManagerFactory(vertx)
                    : new PemTrustOptions().addCertValue(certificates).getTrustManagerFactory(vertx);
        } catch (Exception e) { // Vert.x promises nothing more specific
            throw wrong(config.trust(), e);
        }
        if (!(trust.getTrustManagers()[0] instanceof X509TrustManager manager)
                || manager.getAcceptedIssuers().length == 0) {
            throw new InvalidConfigException("The file " + config.trust() + " has no certificate to trust: nobody could"
                    + " log in by one (keytool -importcert makes an entry that counts as trusted).");
        }
        return trust;
    }

    /** Looks whether keys and certificates belong together; returns when the first of these expires. */
    private static Instant checked(KeyManagerFactory keys, TlsConfig config) {
        X509KeyManager manager = manager(keys);
        List<X509Certificate> certificates = new ArrayList<>();
        for (String alias : aliases(manager)) {
            X509Certificate[] chain = manager.getCertificateChain(alias);
            requirePair(manager.getPrivateKey(alias), chain[0].getPublicKey(), config);
            certificates.addAll(List.of(chain));
        }
        return certificates.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow(() -> new InvalidConfigException(
                        "The file " + config.certificate() + " has no certificate with a key to it."));
    }

    /** Of what kinds its private keys are, by the JDK's names. */
    Set<String> keyAlgorithms() {
        X509KeyManager manager = manager(keys);
        return aliases(manager).stream()
                .map(alias -> manager.getPrivateKey(alias).getAlgorithm())
                .collect(Collectors.toSet());
    }

    private static X509KeyManager manager(KeyManagerFactory keys) {
        return (X509KeyManager) keys.getKeyManagers()[0];
    }

    private static List<String> aliases(X509KeyManager manager) {
        return Stream.of(KEY_TYPES)
                .flatMap(type -> Optional.ofNullable(manager.getServerAliases(type, null)).stream())
                .flatMap(Stream::of)
                .toList();
    }

    private static void requirePair(PrivateKey key, PublicKey certified, TlsConfig config) {
        boolean pair;
        try {
            String algorithm = switch (key.getAlgorithm()) {
                case "EC" -> "SHA256withECDSA";
                case "RSA" -> "SHA256withRSA";
                default -> key.getAlgorithm();
            };
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(SIGNED);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(SIGNED);
            pair = signature.verify(signed);
        } catch (GeneralSecurityException e) {
            pair = false;
        }
        if (!pair) {
            throw new InvalidConfigException("The key in "
                    + (config.key().isEmpty() ? config.certificate() : config.key())
                    + " is not that of the first certificate in " + config.certificate() + ".");
        }
    }

    private static String password(TlsConfig config) {
        if (config.passwordFile().isEmpty()) {
            return config.password().text();
        }
        return file(config.passwordFile()).toString().lines().findFirst().orElse("");
    }

    private static Buffer file(String name) {
        try {
            return Buffer.buffer(Files.readAllBytes(Path.of(name)));
        } catch (NoSuchFileException e) {
            throw new InvalidConfigException("The file " + name + " does not exist.");
        } catch (IOException e) {
            throw new InvalidConfigException("The file " + name + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static boolean isPkcs12(Buffer bytes) {
        return bytes.length() > 0 && bytes.getByte(0) == DER_SEQUENCE;
    }

    private static InvalidConfigException wrong(String files, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new InvalidConfigException("The file " + files + " cannot be used for TLS, which takes PEM or PKCS#12: "
                + root.getMessage() + ".");
    }
}

package io.tailwater.server.it;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An authority made for one test, what it signs, and the files of these. Owned by one thread. */
final class TestCertificates {

    /** Of every PKCS#12 file. */
    static final String PASSWORD = "not a secret: made for this test";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path directory;
    private final X509Bundle authority;

    TestCertificates(Path directory) throws Exception {
        this.directory = Files.createDirectories(directory);
        this.authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=Authority of " + directory.getFileName())
                .setIsCertificateAuthority(true)
                .notBefore(Instant.now().minus(Duration.ofDays(1_000)))
                .notAfter(Instant.now().plus(Duration.ofDays(1_000)))
                .buildSelfSigned();
        replace("authority.pem", authority.getCertificatePEM());
    }

    /** Whom clients trust, and whom the broker does, in PEM. */
    Path authority() {
        return file("authority.pem");
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** For a broker that is reached as localhost or 127.0.0.1. */
    X509Bundle server(Duration valid) throws Exception {
        return issue(
                "CN=broker",
                valid,
                certificate -> certificate
                        .addSanDnsName("localhost")
                        .addSanIpAddress("127.0.0.1")
                        .addExtendedKeyUsageServerAuth());
    }

    X509Bundle client(String distinguishedName, Duration valid) throws Exception {
        return issue(distinguishedName, valid, CertificateBuilder::addExtendedKeyUsageClientAuth);
    }

    private X509Bundle issue(String subject, Duration valid, Consumer<CertificateBuilder> more) throws Exception {
        CertificateBuilder builder = new CertificateBuilder()
                .ecp256()
                .subject(subject)
                .notBefore(Instant.now().minus(Duration.ofDays(100)))
                .notAfter(Instant.now().plus(valid));
        more.accept(builder);
        return builder.buildIssuedBy(authority);
    }

    /** A certificate with its key for a listener, of which both files are written. */
    JsonObject listener(String name, X509Bundle bundle) throws IOException {
        writePem(name, bundle);
        return new JsonObject()
                .put("certificate", file(name + ".pem").toString())
                .put("key", file(name + ".key").toString());
    }

    /** Writes certificate and key under a name with {@code .pem} and {@code .key} behind it. */
    void writePem(String name, X509Bundle bundle) throws IOException {
        replace(name + ".pem", bundle.getCertificatePathPEM());
        replace(name + ".key", bundle.getPrivateKeyPEM());
    }

    /** Writes certificate and key under a name with {@code .p12} behind it. */
    Path writePkcs12(String name, X509Bundle bundle) throws IOException, GeneralSecurityException {
        Path file = file(name + ".p12");
        try (OutputStream output = Files.newOutputStream(file)) {
            keyStore(bundle).store(output, PASSWORD.toCharArray());
        }
        return file;
    }

    /**
     * Has openssl write the authority's list of certificates that it has revoked.
     *
     * @param until when the next list is to come
     */
    Path writeRevocations(Instant until, X509Bundle... revoked) throws IOException, InterruptedException {
        StringBuilder database = new StringBuilder();
        for (X509Bundle bundle : revoked) {
            database.append("R\t351231235959Z\t250101000000Z\t")
                    .append(hexadecimal(bundle.getCertificate().getSerialNumber()))
                    .append("\tunknown\t/CN=revoked\n");
        }
        replace("index.txt", database.toString());
        replace("authority.key", authority.getPrivateKeyPEM());
        replace("ca.conf", "[ca]\ndefault_ca = a\n[a]\ndatabase = " + file("index.txt") + "\ndefault_md = sha256\n");
        String written = new ForeignProgram(List.of("openssl", "ca", "-gencrl"))
                .run(
                        "-config",
                        file("ca.conf").toString(),
                        "-cert",
                        authority().toString(),
                        "-keyfile",
                        file("authority.key").toString(),
                        "-crl_lastupdate",
                        TIME.format(until.minus(Duration.ofDays(30))),
                        "-crl_nextupdate",
                        TIME.format(until))
                .succeeds();
        replace("revoked.pem", written.substring(written.indexOf("-----BEGIN X509 CRL-----")));
        return file("revoked.pem");
    }

    /** As openssl reads it: whole bytes. */
    private static String hexadecimal(BigInteger number) {
        String digits = number.toString(16).toUpperCase(Locale.ROOT);
        return digits.length() % 2 == 0 ? digits : "0" + digits;
    }

    /** Puts a file in its place at once, as whoever replaces certificates should. */
    void replace(String name, String text) throws IOException {
        Path written = Files.writeString(file(name + ".new"), text);
        Files.move(written, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A client that trusts the authority, with a certificate of its own or without. */
    SSLContext client(@Nullable X509Bundle own) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.getCertificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        if (own != null) {
            keys.init(keyStore(own), PASSWORD.toCharArray());
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** What a Java Kafka client is given to trust the authority, as alternating names and values. */
    Object[] javaClient(String protocol, Object... more) {
        List<Object> settings = new ArrayList<>(List.of(
                "security.protocol",
                "SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                authority().toString(),
                "ssl.enabled.protocols",
                protocol,
                "ssl.protocol",
                protocol));
        settings.addAll(List.of(more));
        return settings.toArray();
    }

    private static KeyStore keyStore(X509Bundle bundle) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "key", bundle.getKeyPair().getPrivate(), PASSWORD.toCharArray(), bundle.getCertificatePathWithRoot());
        return store;
    }
}

package io.tailwater.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.tailwater.core.config.ClientAuthentication;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.config.PrincipalMapping;
import io.tailwater.core.config.Secret;
import io.tailwater.core.config.TlsConfig;
import io.tailwater.core.config.TlsEngine;
import io.vertx.core.Vertx;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates and keys are read as people have them, and what makes no sense is told of by the name of its file. */
class TlsMaterialTest {

    private static final String PASSWORD = "made-for-this-test";

    @TempDir
    static Path directory;

    private static Instant expires;
    private static Vertx vertx;
    private static X509Bundle bundle;

    @BeforeAll
    static void makeFiles() throws Exception {
        expires = Instant.now().plus(50, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        vertx = Vertx.vertx();
        bundle = certificate(CertificateBuilder.Algorithm.ecp256);
        write("server.pem", bundle.getCertificatePathPEM());
        write("server.key", bundle.getPrivateKeyPEM());
    }

    @AfterAll
    static void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    private static X509Bundle certificate(CertificateBuilder.Algorithm algorithm) throws Exception {
        return new CertificateBuilder()
                .algorithm(algorithm)
                .subject("CN=broker")
                .notAfter(expires)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static String write(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private static String file(String name) {
        return directory.resolve(name).toString();
    }

    private static TlsConfig config(String certificate, String key, String password, String trust) {
        return new TlsConfig(
                certificate,
                key,
                new Secret(password),
                "",
                trust,
                "",
                ClientAuthentication.NONE,
                PrincipalMapping.DEFAULT,
                List.of("TLSv1.3"),
                List.of(),
                TlsEngine.AUTO);
    }

    private static void reads(TlsConfig config) {
        assertThat(TlsMaterial.read(vertx, config).expires()).isEqualTo(expires);
    }

    private static void refuses(String reason, TlsConfig config) {
        assertThatThrownBy(() -> TlsMaterial.read(vertx, config))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("not-the-password")
                .hasMessageNotContaining(PASSWORD);
    }

    @ParameterizedTest
    @EnumSource(
            value = CertificateBuilder.Algorithm.class,
            names = {"ecp256", "ecp384", "rsa2048"})
    void readsPemOfTheUsualKeys(CertificateBuilder.Algorithm algorithm) throws Exception {
        X509Bundle usual = certificate(algorithm);

        reads(config(
                write(algorithm + ".pem", usual.getCertificatePathPEM()),
                write(algorithm + ".key", usual.getPrivateKeyPEM()),
                "",
                file("server.pem")));
    }

    @Test
    void readsKeyAndCertificateOfOneFile() throws Exception {
        reads(config(write("both.pem", bundle.getPrivateKeyPEM() + bundle.getCertificatePathPEM()), "", "", ""));
    }

    @Test
    void readsAKeyThatIsEncrypted() throws Exception {
        String key = write(
                "encrypted.key", encrypted(bundle.getKeyPair().getPrivate().getEncoded()));

        reads(config(file("server.pem"), key, PASSWORD, ""));
        refuses("the password is wrong", config(file("server.pem"), key, "not-the-password", ""));
        refuses("tls.passwordFile", config(file("server.pem"), key, "", ""));
    }

    @Test
    void readsAPasswordFromTheFirstLineOfAFile() throws Exception {
        String key = write(
                "with-file.key", encrypted(bundle.getKeyPair().getPrivate().getEncoded()));
        TlsConfig config = new TlsConfig(
                file("server.pem"),
                key,
                Secret.NONE,
                write("password", PASSWORD + "\nand a note\n"),
                "",
                "",
                ClientAuthentication.NONE,
                PrincipalMapping.DEFAULT,
                List.of("TLSv1.3"),
                List.of(),
                TlsEngine.AUTO);

        reads(config);
    }

    @Test
    void readsPkcs12() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", bundle.getKeyPair().getPrivate(), PASSWORD.toCharArray(), new Certificate[] {
            bundle.getCertificate()
        });
        store("server.p12", store);
        store.deleteEntry("key");
        store("empty.p12", store);

        reads(config(file("server.p12"), "", PASSWORD, file("server.pem")));
        refuses("server.p12", config(file("server.p12"), "", "not-the-password", ""));
        refuses(
                "has no certificate to trust",
                config(file("server.pem"), file("server.key"), PASSWORD, file("empty.p12")));
    }

    private static void store(String name, KeyStore store) throws Exception {
        try (OutputStream output = Files.newOutputStream(directory.resolve(name))) {
            store.store(output, PASSWORD.toCharArray());
        }
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        String other = write(
                "other.key", certificate(CertificateBuilder.Algorithm.ecp256).getPrivateKeyPEM());
        String garbage = write("garbage.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        refuses("is not that of the first certificate", config(file("server.pem"), other, "", ""));
        refuses("absent.pem does not exist", config(file("absent.pem"), other, "", ""));
        refuses("garbage.pem", config(garbage, other, "", ""));
        refuses("server.key", config(file("server.key"), other, "", ""));
        refuses("server.pem", config(file("server.pem"), "", "", ""));
        refuses("empty.pem", config(write("empty.pem", ""), other, "", ""));
        refuses(directory + " cannot be read", config(directory.toString(), other, "", ""));
    }

    private static String encrypted(byte[] key) throws Exception {
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(PASSWORD.toCharArray())));
        byte[] encrypted = cipher.doFinal(key);
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2"); // as openssl calls it
        parameters.init(cipher.getParameters().getEncoded());
        return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded())
                + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
    }
}

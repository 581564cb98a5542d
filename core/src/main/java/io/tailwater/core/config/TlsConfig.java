package io.tailwater.core.config;

import java.util.List;
import java.util.Set;

/**
 * How a listener is encrypted. The files are read again when they change.
 *
 * @param certificate a file of the broker's certificate and what it was signed by, in PEM or, with its key, in PKCS#12; empty
 *     for no encryption
 * @param key a file of the certificate's private key in PEM; empty when {@code certificate} has it, too
 * @param password of the PKCS#12 files, or of an encrypted key; better in {@code passwordFile} or the environment than in the
 *     configuration file
 * @param passwordFile a file of which the first line is the password; empty for none
 * @param trust a file of the certificates by which those of clients must be signed, in PEM or PKCS#12; empty for none
 * @param crl a file of the lists of certificates that those authorities have revoked, in PEM or DER, one of each authority; empty
 *     for not asking
 * @param clientAuthentication whether clients show certificates of their own
 * @param principalMapping what clients are called whose certificates are accepted ({@code ssl.principal.mapping.rules})
 * @param protocols versions of TLS: {@code TLSv1.3}, {@code TLSv1.2}
 * @param cipherSuites by the JDK's names, the best first; empty for the JDK's own choice
 * @param engine what encrypts: {@code openssl} (BoringSSL), {@code jdk}, or {@code auto}, the first where it can do what is
 *     configured
 */
public record TlsConfig(
        String certificate,
        String key,
        Secret password,
        String passwordFile,
        String trust,
        String crl,
        ClientAuthentication clientAuthentication,
        PrincipalMapping principalMapping,
        List<String> protocols,
        List<String> cipherSuites,
        TlsEngine engine) {

    /** Not encrypted. */
    public static final TlsConfig OFF = new TlsConfig(
            "",
            "",
            Secret.NONE,
            "",
            "",
            "",
            ClientAuthentication.NONE,
            PrincipalMapping.DEFAULT,
            List.of("TLSv1.3", "TLSv1.2"),
            List.of(),
            TlsEngine.AUTO);

    public TlsConfig {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
        Require.that(
                !certificate.isEmpty() || (key.isEmpty() && trust.isEmpty()),
                "tls.certificate must name the broker's certificate where tls.key or tls.trust is given");
        Require.that(
                clientAuthentication == ClientAuthentication.NONE || !trust.isEmpty(),
                "tls.trust must name the certificates that clients' are signed by where tls.clientAuthentication is %s",
                clientAuthentication);
        Require.that(
                crl.isEmpty() || !trust.isEmpty(),
                "tls.trust must name the certificates that clients' are signed by where tls.crl is given");
        Require.that(password.isEmpty() || passwordFile.isEmpty(), "tls.password and tls.passwordFile: one is enough");
        Require.that(
                !protocols.isEmpty() && Set.of("TLSv1.2", "TLSv1.3").containsAll(protocols),
                "tls.protocols must be TLSv1.3, TLSv1.2 or both, not '%s'",
                String.join(",", protocols));
    }

    /** Whether anything is encrypted at all. */
    public boolean enabled() {
        return !certificate.isEmpty();
    }
}

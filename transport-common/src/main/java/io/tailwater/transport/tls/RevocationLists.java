package io.tailwater.transport.tls;

import io.tailwater.core.config.InvalidConfigException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * Which certificates of clients were revoked by their authorities. Immutable.
 *
 * <p>An authority without a list that is signed by it and up to date vouches for nobody: a list that somebody can keep from the
 * broker would revoke nothing.
 */
record RevocationLists(List<X509CRL> lists) {

    /**
     * Reads a file's bytes.
     *
     * @param file what it is called in messages
     * @throws InvalidConfigException when they are no lists
     */
    static RevocationLists read(byte[] bytes, String file) {
        List<X509CRL> lists;
        try {
            lists = CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(bytes)).stream()
                    .map(X509CRL.class::cast)
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new InvalidConfigException(
                    "The file " + file + " cannot be used as a list of revoked certificates, which is PEM or DER: "
                            + e.getMessage() + ".");
        }
        if (lists.isEmpty()) {
            throw new InvalidConfigException("The file " + file + " has no list of revoked certificates.");
        }
        return new RevocationLists(lists);
    }

    /** Trusts what these authorities have signed and not revoked. */
    TrustManagerFactory trust(X509Certificate[] authorities) {
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                    Arrays.stream(authorities)
                            .map(authority -> new TrustAnchor(authority, null))
                            .collect(Collectors.toSet()),
                    new X509CertSelector());
            parameters.setRevocationEnabled(true);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(new CertPathTrustManagerParameters(parameters));
            return trust;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK that does not check certificates", e);
        }
    }

    /** When the first of them is to be replaced; empty when they do not say. */
    Optional<Instant> expires() {
        return lists.stream()
                .flatMap(list -> Optional.ofNullable(list.getNextUpdate()).stream())
                .map(date -> date.toInstant())
                .min(Instant::compareTo);
    }
}

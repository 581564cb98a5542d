package io.tailwater.core.security.user;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScramCredentialTest {

    /** The exchange in RFC 7677, section 3. */
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    private static final String SIGNED =
            "n=user,r=rOprNGfwEbeRWgbNEkqO,r=" + NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=" + NONCE;

    @Test
    void provesAndSignsAsInTheStandardsExample() {
        ScramMechanism sha256 = ScramMechanism.SCRAM_SHA_256;
        byte[] salt = bytes("W22ZaJ0SNY7soEsUEjb6gQ==");
        ScramCredential credential =
                ScramCredential.ofSaltedPassword(sha256, salt, 4096, sha256.saltedPassword("pencil", salt, 4096));

        assertThat(credential.proves(bytes("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="), SIGNED.getBytes(UTF_8)))
                .isTrue();
        assertThat(credential.serverSignature(SIGNED.getBytes(UTF_8)))
                .isEqualTo(bytes("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    }

    @ParameterizedTest
    @EnumSource
    void fitsItsPasswordAndNoOther(ScramMechanism mechanism) {
        ScramCredential credential =
                ScramCredential.ofPassword(mechanism, "p\u00e4ss, word=", 4096, new SecureRandom());

        assertThat(credential.fits("p\u00e4ss, word=")).isTrue();
        assertThat(credential.fits("p\u00e4ss, word")).isFalse();
        assertThat(credential.proves(new byte[mechanism.bytes()], SIGNED.getBytes(UTF_8)))
                .isFalse();
        assertThat(credential.proves(new byte[0], SIGNED.getBytes(UTF_8))).isFalse();
    }

    @Test
    void twoUsersWithOnePasswordHaveDifferentCredentials() {
        SecureRandom random = new SecureRandom();
        ScramCredential one = ScramCredential.ofPassword(ScramMechanism.SCRAM_SHA_256, "same", 4096, random);
        ScramCredential other = ScramCredential.ofPassword(ScramMechanism.SCRAM_SHA_256, "same", 4096, random);

        assertThat(one.salt()).isNotEqualTo(other.salt());
        assertThat(one.storedKey()).isNotEqualTo(other.storedKey());
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}

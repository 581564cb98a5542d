package io.tailwater.auth.jwt;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tokens count.
 *
 * @param jwks {@code jwks}: the public keys of the issuer, a file or an {@code https} address
 * @param issuer {@code issuer}: what a token's {@code iss} has to be
 * @param audience {@code audience}: one of these, with commas between them, has to be in a token's {@code aud}
 * @param principalClaim {@code principal.claim}: the claim that says who it is, {@code sub} when not given
 * @param algorithms {@code algorithms}: signatures that count, with commas between them; all with public keys when not given
 * @param clockSkew {@code clock.skew.seconds}: how much the issuer's clock may differ from ours, 30 when not given
 * @param refreshInterval {@code refresh.seconds}: how often keys are fetched again, 3600 when not given
 */
record JwtSettings(
        String jwks,
        String issuer,
        List<String> audience,
        String principalClaim,
        List<String> algorithms,
        Duration clockSkew,
        Duration refreshInterval) {

    /** With public keys only: a broker that could sign could also be tricked into taking its own key for a shared secret. */
    private static final List<String> ALGORITHMS =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Set<String> NAMES = Set.of(
            "jwks", "issuer", "audience", "principal.claim", "algorithms", "clock.skew.seconds", "refresh.seconds");

    static JwtSettings read(Map<String, String> settings) {
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(NAMES);
        require(unknown.isEmpty(), "knows no setting " + unknown + ", but " + new TreeSet<>(NAMES));
        List<String> algorithms = list(settings.getOrDefault("algorithms", String.join(",", ALGORITHMS)));
        require(
                !algorithms.isEmpty() && ALGORITHMS.containsAll(algorithms),
                "takes algorithms of " + ALGORITHMS + ", not " + algorithms);
        JwtSettings read = new JwtSettings(
                required(settings, "jwks"),
                required(settings, "issuer"),
                list(required(settings, "audience")),
                settings.getOrDefault("principal.claim", "sub"),
                algorithms,
                seconds(settings, "clock.skew.seconds", 30, 0, 600),
                seconds(settings, "refresh.seconds", 3600, 10, 86_400));
        if (read.isFetched()) {
            String host = host(read.jwks());
            require(
                    !read.jwks().startsWith("http://") || LOOPBACK.contains(host),
                    "fetches keys by https only: who could change them could be anybody");
        }
        return read;
    }

    boolean isFetched() {
        return jwks.startsWith("https://") || jwks.startsWith("http://");
    }

    private static String host(String address) {
        String host;
        try {
            host = new URI(address).getHost();
        } catch (URISyntaxException e) {
            host = null;
        }
        require(
                host != null,
                "needs a file or an address such as https://issuer.example/jwks.json for jwt.jwks, not '" + address
                        + "'");
        return String.valueOf(host);
    }

    private static String required(Map<String, String> settings, String name) {
        String value = settings.getOrDefault(name, "");
        require(!value.isBlank(), "needs the setting jwt." + name);
        return value.strip();
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static Duration seconds(Map<String, String> settings, String name, int absent, int least, int most) {
        String text = settings.getOrDefault(name, Integer.toString(absent));
        boolean fits = text.matches("\\d{1,6}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most;
        require(fits, "takes " + least + " to " + most + " for jwt." + name + ", not '" + text + "'");
        return Duration.ofSeconds(Integer.parseInt(text));
    }

    private static void require(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalArgumentException("The authenticator jwt " + sentence + ".");
        }
    }
}

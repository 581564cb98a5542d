package io.tailwater.core.health;

/**
 * What one check says.
 *
 * @param check its name, in words with hyphens; never changed
 * @param verdict how bad it is
 * @param detail a sentence for people; it names no topic or group, because everybody may read it
 */
public record HealthFinding(String check, Verdict verdict, String detail) {

    public enum Verdict {
        /** Fine. */
        PASS,
        /** Somebody should look, but clients are served. */
        WARN,
        /** Clients cannot do what they came for: the broker is not ready. */
        FAIL,
        /** It will not get better by itself: the process is to be started anew. */
        STUCK
    }

    public static HealthFinding pass(String check, String detail) {
        return new HealthFinding(check, Verdict.PASS, detail);
    }

    public static HealthFinding warn(String check, String detail) {
        return new HealthFinding(check, Verdict.WARN, detail);
    }

    public static HealthFinding fail(String check, String detail) {
        return new HealthFinding(check, Verdict.FAIL, detail);
    }
}

package io.tailwater.core.health;

import io.tailwater.core.health.HealthFinding.Verdict;
import java.util.List;
import java.util.Set;

/** What all checks say. Immutable. */
public record HealthReport(List<HealthFinding> findings) {

    public HealthReport {
        findings = List.copyOf(findings);
    }

    /** Whether the process works, however little it can do. */
    public boolean live() {
        return worst() != Verdict.STUCK;
    }

    /** Whether clients are served. */
    public boolean ready() {
        return worst().compareTo(Verdict.WARN) <= 0;
    }

    /** The worst that any check says. */
    public Verdict worst() {
        return findings.stream()
                .map(HealthFinding::verdict)
                .max(Verdict::compareTo)
                .orElse(Verdict.PASS);
    }

    /** The same without some checks, that somebody does not want to hear of. */
    public HealthReport without(Set<String> checks) {
        return new HealthReport(findings.stream()
                .filter(finding -> !checks.contains(finding.check()))
                .toList());
    }
}

package io.tailwater.telemetry;

import io.tailwater.core.text.PrintableText;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * So many names have series of their own, whoever comes first, and keep them as long as they are there; the others share one.
 * Thread-safe.
 */
final class BoundedNames {

    /** What stands for all that have no series of their own. */
    static final String OTHER = "(other)";

    private final int most;
    private final Set<String> admitted = new HashSet<>();

    BoundedNames(int most) {
        this.most = most;
    }

    /** What a name is called in a label: itself where there is room, fit to be shown. */
    synchronized String of(String name) {
        String shown = PrintableText.of(name);
        if (admitted.contains(shown)) {
            return shown;
        }
        if (admitted.size() < most) {
            admitted.add(shown);
            return shown;
        }
        return OTHER;
    }

    /** Makes room where names are not there any more. */
    synchronized void retain(Collection<String> names) {
        if (!admitted.isEmpty()) {
            Set<String> shown = new HashSet<>();
            names.forEach(name -> shown.add(PrintableText.of(name)));
            admitted.retainAll(shown);
        }
    }
}

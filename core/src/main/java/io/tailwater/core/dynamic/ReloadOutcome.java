package io.tailwater.core.dynamic;

import java.util.List;

/**
 * What came of reading the configuration again.
 *
 * @param applied paths of settings that are in force now, or would be if nothing else had been said while running
 * @param needRestart paths of settings that differ and cannot change while the broker runs
 */
public record ReloadOutcome(List<String> applied, List<String> needRestart) {

    public ReloadOutcome {
        applied = List.copyOf(applied);
        needRestart = List.copyOf(needRestart);
    }
}

package io.tailwater.core.security.rule;

import io.tailwater.core.meta.Changes;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.spi.LogStorage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The access rules, kept in a blob of the storage. Thread-safe: questions are answered from an immutable snapshot by any thread;
 * changes are made one after the other on one context.
 */
public final class StoredRules implements AccessRules {

    static final int MOST_RULES = 20_000;
    static final int MOST_CHARACTERS = 4 << 20;

    private record Snapshot(Set<AclRule> rules, RuleIndex index) {

        static Snapshot of(Collection<AclRule> rules, long version) {
            return new Snapshot(new LinkedHashSet<>(rules), new RuleIndex(rules, version));
        }
    }

    /** What becomes of the rules, and what to say to who asked for it. */
    private record Change<T>(Set<AclRule> rules, T answer) {}

    private final Changes changes;
    private final RulesFile file;
    private volatile Snapshot snapshot;

    private StoredRules(Changes changes, RulesFile file) {
        this.changes = changes;
        this.file = file;
        this.snapshot = Snapshot.of(file.read(), 0);
    }

    /**
     * Reads the rules; blocking.
     *
     * @param context an event loop's; changes are made on it
     * @param worker runs blocking writes
     */
    public static StoredRules open(Context context, LogStorage storage, Executor worker) {
        return new StoredRules(new Changes(context, worker), new RulesFile(storage));
    }

    /** The rules as they stand, for questions. */
    public RuleIndex index() {
        return snapshot.index();
    }

    @Override
    public List<AclRule> find(AclFilter filter) {
        return snapshot.rules().stream().filter(filter::matches).toList();
    }

    @Override
    public Future<Result<Done>> add(Collection<AclRule> rules) {
        return change(before -> {
            Set<AclRule> after = new LinkedHashSet<>(before);
            after.addAll(rules);
            long characters = after.stream().mapToLong(AclRule::characters).sum();
            return after.size() > MOST_RULES || characters > MOST_CHARACTERS
                    ? new Change<>(
                            before,
                            Result.refused(
                                    ErrorCode.INVALID_REQUEST,
                                    "There may be " + MOST_RULES + " access rules with " + MOST_CHARACTERS
                                            + " characters: use prefixes and User:*, or delete some first."))
                    : new Change<>(after, Result.ok(Done.DONE));
        });
    }

    @Override
    public Future<List<List<AclRule>>> remove(List<AclFilter> filters) {
        return change(before -> {
            List<List<AclRule>> removed = new ArrayList<>();
            Set<AclRule> after = new LinkedHashSet<>(before);
            for (AclFilter filter : filters) {
                List<AclRule> found = before.stream().filter(filter::matches).toList();
                removed.add(found);
                found.forEach(after::remove);
            }
            return new Change<>(after, removed);
        });
    }

    private <T> Future<T> change(Function<Set<AclRule>, Change<T>> edit) {
        return changes.next(() -> changes.blocking(() -> {
            Set<AclRule> before = snapshot.rules();
            Change<T> change = edit.apply(before);
            if (!change.rules().equals(before)) {
                Snapshot after = Snapshot.of(change.rules(), snapshot.index().version() + 1);
                file.write(change.rules());
                snapshot = after;
            }
            return change.answer();
        }));
    }
}

package io.tailwater.storage.tck.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The changes of names that were made, and which of them are on disk. Guarded by its {@link RecordingFiles}. */
final class NameJournal {

    private final RecordedDirectory root;
    private final List<Change> pending = new ArrayList<>();

    NameJournal(RecordedDirectory root) {
        this.root = root;
    }

    RecordedDirectory root() {
        return root;
    }

    /** Gives a name to a node, or to nothing. */
    void bind(Location location, @Nullable Node node) {
        make(new Change(List.of(new Binding(location, node))));
    }

    /** Moves a node from one name to another at once, in place of what had that name. */
    void move(Location from, Location to) {
        Node node = from.node();
        make(new Change(List.of(new Binding(from, null), new Binding(to, node))));
    }

    private void make(Change change) {
        change.bindings()
                .forEach(binding -> binding.at().directory().bind(binding.at().name(), binding.node()));
        pending.add(change);
    }

    /** Makes the names of a directory durable; and, where a rename came from elsewhere, what that rename built on. */
    void force(RecordedDirectory directory) {
        List<Change> forced = new ArrayList<>();
        Set<Location> needed = new HashSet<>();
        for (int i = pending.size() - 1; i >= 0; i--) {
            Change change = pending.get(i);
            if (change.touches(directory) || change.touches(needed)) {
                change.bindings().forEach(binding -> needed.add(binding.at()));
                forced.add(0, change);
            }
        }
        forced.forEach(Change::commit);
        pending.removeAll(forced);
    }

    void forceAll() {
        pending.forEach(Change::commit);
        pending.clear();
    }

    /** Makes the oldest changes durable, as a commit of the file system's own journal does. */
    void commitSome(SplittableRandom random) {
        List<Change> oldest = pending.subList(0, random.nextInt(pending.size() + 1));
        oldest.forEach(Change::commit);
        oldest.clear();
    }

    /** Makes a subset durable and forgets the rest; a change is lost with any that it came after on the same name. */
    void loseSome(Survival survival) {
        Set<Location> lost = new HashSet<>();
        for (Change change : pending) {
            if (!change.touches(lost) && survival.keepsNew()) {
                change.commit();
            } else {
                change.bindings().forEach(binding -> lost.add(binding.at()));
            }
        }
        pending.clear();
    }

    private record Binding(Location at, @Nullable Node node) {}

    /** What happens at once or not at all. Not a record: two equal changes are still two. */
    private static final class Change {

        private final List<Binding> bindings;

        Change(List<Binding> bindings) {
            this.bindings = bindings;
        }

        List<Binding> bindings() {
            return bindings;
        }

        boolean touches(RecordedDirectory directory) {
            return bindings.stream().anyMatch(binding -> binding.at().directory() == directory);
        }

        boolean touches(Set<Location> names) {
            return bindings.stream().anyMatch(binding -> names.contains(binding.at()));
        }

        void commit() {
            bindings.forEach(
                    binding -> binding.at().directory().commit(binding.at().name(), binding.node()));
        }
    }
}

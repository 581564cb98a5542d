package io.tailwater.core.transaction.state;

import io.tailwater.core.config.TransactionsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.transaction.TransactionStatus;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transactional ids of one coordinator, changed by replay only, with the times at which something is to be done about them.
 * Confined to the coordinator's event loop.
 */
final class TransactionRegistry {

    private final Supplier<TransactionsConfig> config;
    private final BiConsumer<TransactionalId, CoordinatorOutput> due;
    private final Map<String, TransactionalId> byName = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();

    /** @param due told of an id whose transaction was open for too long, or which was idle for too long */
    TransactionRegistry(Supplier<TransactionsConfig> config, BiConsumer<TransactionalId, CoordinatorOutput> due) {
        this.config = config;
        this.due = due;
    }

    @Nullable
    TransactionalId find(String name) {
        return byName.get(name);
    }

    Collection<TransactionalId> all() {
        return byName.values();
    }

    boolean isFull() {
        return byName.size() >= config.get().maxIds();
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** Writes what an id is from now on. */
    void write(String name, TransactionValue value, CoordinatorOutput output) {
        output.append(CoordinatorRecord.of(TransactionKey.encode(name), value.encode()));
    }

    void forget(String name, CoordinatorOutput output) {
        output.append(CoordinatorRecord.tombstone(TransactionKey.encode(name)));
    }

    /** Records of a kind that is not known are passed over. */
    void replay(CoordinatorRecord record) {
        String name = TransactionKey.decode(record.key());
        if (name == null) {
            return;
        }
        TransactionalId known = byName.get(name);
        if (record.value() == null) {
            if (known != null) {
                byName.remove(name);
                deadlines.cancel(known.deadline);
                deadlines.cancel(known.patience());
            }
            return;
        }
        TransactionValue value = TransactionValue.decode(Objects.requireNonNull(record.value()));
        if (known == null) {
            known = added(name, value);
        } else {
            known.replace(value);
        }
        setDeadline(known);
    }

    private TransactionalId added(String name, TransactionValue value) {
        TransactionalId[] made = new TransactionalId[1];
        made[0] = new TransactionalId(name, value, output -> due.accept(made[0], output));
        byName.put(name, made[0]);
        return made[0];
    }

    /** Sets every time anew at which something is to be done. */
    void setDeadlines() {
        byName.values().forEach(this::setDeadline);
    }

    private void setDeadline(TransactionalId id) {
        TransactionValue value = id.value();
        if (value.status() == TransactionStatus.ONGOING) {
            deadlines.set(id.deadline, value.startMillis() + value.timeoutMillis());
        } else if (value.status().isDeciding()) {
            deadlines.cancel(id.deadline);
        } else {
            deadlines.set(id.deadline, value.updatedMillis() + config.get().idExpirationMillis());
        }
    }
}

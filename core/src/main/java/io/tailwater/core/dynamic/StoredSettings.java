package io.tailwater.core.dynamic;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.meta.Changes;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.setting.SettingTable;
import io.tailwater.core.setting.SettingsEdit;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicSettings;
import io.tailwater.spi.LogStorage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings changed while running, kept in a blob of the storage. Thread-safe: look-ups read an immutable snapshot from
 * any thread; changes are made one after the other on one context.
 */
public final class StoredSettings implements DynamicSettings {

    private static final Logger LOG = LoggerFactory.getLogger(StoredSettings.class);

    /** Groups with settings of their own, at most. */
    static final int MOST_GROUPS = 10_000;

    /** @param asStarted what the broker was told when it was started, or when its configuration was read again */
    private record Snapshot(BrokerConfig asStarted, ChangedSettings changed, BrokerConfig config) {}

    private final Changes changes;
    private final SettingsFile file;
    private volatile Snapshot snapshot;

    // Confined to the context.
    private Function<BrokerConfig, Future<Void>> apply = changed -> Future.succeededFuture();

    private StoredSettings(BrokerConfig asStarted, SettingsFile file, Changes changes) {
        this.changes = changes;
        this.file = file;
        ChangedSettings changed = file.read();
        this.snapshot = new Snapshot(asStarted, changed, effective(asStarted, changed));
    }

    /**
     * Reads what was changed; blocking.
     *
     * @param context an event loop's; changes are made on it
     * @param asStarted what the broker was told when it was started
     * @param worker runs blocking writes
     */
    public static StoredSettings open(Context context, BrokerConfig asStarted, LogStorage storage, Executor worker) {
        return new StoredSettings(asStarted, new SettingsFile(storage), new Changes(context, worker));
    }

    /** Says who puts a changed configuration into force; called on the context, before anybody changes something. */
    public void onChange(Function<BrokerConfig, Future<Void>> applier) {
        apply = applier;
    }

    /** What the broker was told when it was started, with what was changed since. */
    public BrokerConfig config() {
        return snapshot.config();
    }

    @Override
    public List<SettingState> broker() {
        SettingStates states = states();
        return BrokerSettings.rows().stream().map(states::broker).toList();
    }

    @Override
    public @Nullable SettingState broker(String name) {
        BrokerSetting row = BrokerSettings.find(name);
        return row == null ? null : states().broker(row);
    }

    @Override
    public List<SettingState> topic(Topic topic) {
        SettingStates states = states();
        return TopicSettings.table().definitions().stream()
                .map(definition -> states.topic(definition, topic))
                .toList();
    }

    @Override
    public List<SettingState> group(String id) {
        SettingStates states = states();
        return GroupSettings.table().definitions().stream()
                .map(definition -> states.group(definition, id))
                .toList();
    }

    /** What a share group goes by. */
    public ShareSettings shareGroup(String id) {
        Snapshot now = snapshot;
        return ShareGroupValues.of(
                now.changed().of(new SettingOwner.Group(id)), now.config().shareGroups());
    }

    private SettingStates states() {
        Snapshot now = snapshot;
        return new SettingStates(now.asStarted(), now.changed());
    }

    @Override
    public Collection<String> groups() {
        return snapshot.changed().groupIds();
    }

    @Override
    public Map<String, String> changed(SettingOwner owner) {
        return snapshot.changed().of(owner);
    }

    @Override
    public Future<Result<Done>> alter(SettingOwner owner, SettingsEdit edit, boolean validateOnly) {
        return changes.next(() -> make(owner, edit, validateOnly));
    }

    @Override
    public Future<ReloadOutcome> reload(BrokerConfig read) {
        return changes.next(() -> {
            Snapshot before = snapshot;
            BrokerConfig taken = ReadAgain.takeOver(before.asStarted(), read);
            Snapshot after = new Snapshot(taken, before.changed(), effective(taken, before.changed()));
            snapshot = after;
            return apply.apply(after.config()).map(v -> ReadAgain.compare(before.asStarted(), taken, read));
        });
    }

    private Future<Result<Done>> make(SettingOwner owner, SettingsEdit edit, boolean validateOnly) {
        ChangedSettings before = snapshot.changed();
        SettingTable table = owner instanceof SettingOwner.Group ? GroupSettings.table() : BrokerSettings.table();
        Result<Map<String, String>> edited = edit.applyTo(before.of(owner), table);
        if (edited instanceof Result.Refused<Map<String, String>> refused) {
            return Future.succeededFuture(new Result.Refused<>(refused.error()));
        }
        Map<String, String> settings = new TreeMap<>();
        ((Result.Ok<Map<String, String>>) edited)
                .value()
                .forEach((name, value) -> settings.put(name, table.normalized(name, value)));
        BrokerError refusal =
                owner instanceof SettingOwner.Group ? refusalOfGroup(before, owner, settings) : refusal(settings);
        if (refusal == null) {
            refusal = conflict(before.with(owner, settings));
        }
        if (refusal != null) {
            return Future.succeededFuture(new Result.Refused<>(refusal));
        }
        return validateOnly ? Future.succeededFuture(Result.ok(Done.DONE)) : keep(before.with(owner, settings));
    }

    private Future<Result<Done>> keep(ChangedSettings changed) {
        return changes.blocking(() -> {
                    file.write(changed);
                    return changed;
                })
                .compose(written -> {
                    BrokerConfig asStarted = snapshot.asStarted();
                    Snapshot after = new Snapshot(asStarted, changed, effective(asStarted, changed));
                    snapshot = after;
                    return apply.apply(after.config()).map(Result.ok(Done.DONE));
                });
    }

    private static @Nullable BrokerError refusal(Map<String, String> settings) {
        Set<String> fixed = new TreeSet<>();
        for (String name : settings.keySet()) {
            BrokerSetting row = BrokerSettings.find(name);
            if (row == null) {
                return new BrokerError(
                        ErrorCode.INVALID_REQUEST, BrokerSettings.table().unknown(name));
            }
            if (row.write() == null) {
                fixed.add(name);
            }
        }
        if (!fixed.isEmpty()) {
            return new BrokerError(
                    ErrorCode.INVALID_REQUEST, "Not to be changed while the broker runs: " + fixed + ".");
        }
        String refusal = BrokerSettings.table().refusal(settings);
        return refusal == null ? null : new BrokerError(ErrorCode.INVALID_REQUEST, refusal);
    }

    private static @Nullable BrokerError refusalOfGroup(
            ChangedSettings before, SettingOwner owner, Map<String, String> settings) {
        String refusal = GroupSettings.table().refusal(settings);
        if (refusal == null) {
            refusal = GroupSettings.conflict(settings);
        }
        if (refusal != null) {
            return new BrokerError(ErrorCode.INVALID_CONFIG, refusal);
        }
        boolean more = before.of(owner).isEmpty() && !settings.isEmpty();
        return more && before.groups().size() >= MOST_GROUPS
                ? new BrokerError(
                        ErrorCode.POLICY_VIOLATION,
                        "No more than " + MOST_GROUPS + " groups can have settings of their own.")
                : null;
    }

    /** Why settings do not go together, or null. */
    private @Nullable BrokerError conflict(ChangedSettings changed) {
        List<String> conflicts = new ArrayList<>();
        effective(snapshot.asStarted(), changed, conflicts);
        return conflicts.isEmpty() ? null : new BrokerError(ErrorCode.INVALID_REQUEST, conflicts.get(0));
    }

    /** As far as it can be had: what does not go with the file of settings any more is left out, and said. */
    private static BrokerConfig effective(BrokerConfig asStarted, ChangedSettings changed) {
        List<String> conflicts = new ArrayList<>();
        BrokerConfig config = effective(asStarted, changed, conflicts);
        conflicts.forEach(conflict -> LOG.warn("A setting changed while running is not in force: {}", conflict));
        return config;
    }

    /** What counts least is put in first. */
    private static BrokerConfig effective(BrokerConfig asStarted, ChangedSettings changed, List<String> conflicts) {
        BrokerConfig config = asStarted;
        for (Map<String, String> settings : List.of(changed.cluster(), changed.node())) {
            config = with(config, settings, conflicts);
        }
        return config;
    }

    /** In whatever order they go together: two bounds may have to be moved one after the other. */
    static BrokerConfig with(BrokerConfig before, Map<String, String> settings, List<String> conflicts) {
        BrokerConfig config = before;
        Map<String, String> left = new TreeMap<>(settings);
        Map<String, String> refused = new TreeMap<>();
        int leftBefore;
        do {
            leftBefore = left.size();
            refused.clear();
            for (Map.Entry<String, String> entry : Map.copyOf(left).entrySet()) {
                BrokerSetting row = BrokerSettings.find(entry.getKey());
                try {
                    config = row == null ? config : row.write(config, entry.getValue());
                    left.remove(entry.getKey());
                } catch (InvalidConfigException e) {
                    refused.put(entry.getKey(), String.valueOf(e.getMessage()));
                }
            }
        } while (!left.isEmpty() && left.size() < leftBefore);
        refused.forEach((name, why) -> conflicts.add(name + ": " + why));
        return config;
    }
}

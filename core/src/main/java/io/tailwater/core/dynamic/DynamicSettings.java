package io.tailwater.core.dynamic;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.setting.SettingsEdit;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings that can be looked at, and some changed, while the broker runs. Thread-safe. */
public interface DynamicSettings {

    /** Every setting of this broker, by Kafka's names. */
    List<SettingState> broker();

    /** One setting of this broker, or null when there is none of that name. */
    @Nullable
    SettingState broker(String name);

    /** Every setting of topics, as it stands for one, with what the broker says for all. */
    List<SettingState> topic(Topic topic);

    /** Every setting of groups, as it stands for one. */
    List<SettingState> group(String id);

    /** Groups that have settings of their own, by id. */
    Collection<String> groups();

    /** What was changed while running, as kept: names to values. */
    Map<String, String> changed(SettingOwner owner);

    /**
     * Changes settings; they are on disk and in force when this is answered, on the caller's context.
     *
     * @param validateOnly whether to only say what would happen
     * @return {@code INVALID_REQUEST} for a setting of the broker that cannot be changed while it runs, or not to that;
     *     {@code INVALID_CONFIG} for one of a group, or an append to what is no list; {@code POLICY_VIOLATION} where more
     *     groups have settings than are kept. A failed future means a broken disk
     */
    Future<Result<Done>> alter(SettingOwner owner, SettingsEdit edit, boolean validateOnly);

    /**
     * Takes what may change while the broker runs from a configuration that was read again. What was changed by {@link #alter}
     * still counts more.
     *
     * @param read what a start would use now
     * @return what is in force and what needs a restart, on the caller's context
     */
    Future<ReloadOutcome> reload(BrokerConfig read);
}

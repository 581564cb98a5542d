package io.tailwater.tcp;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.dynamic.DynamicSettings;
import io.tailwater.core.dynamic.ReloadOutcome;
import io.tailwater.core.dynamic.SettingOwner;
import io.tailwater.core.dynamic.SettingState;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.setting.SettingsEdit;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A broker that has nothing to say of its settings. Immutable. */
record NoSettings() implements DynamicSettings {

    @Override
    public List<SettingState> broker() {
        return List.of();
    }

    @Override
    public SettingState broker(String name) {
        return null;
    }

    @Override
    public List<SettingState> topic(Topic topic) {
        return List.of();
    }

    @Override
    public List<SettingState> group(String id) {
        return List.of();
    }

    @Override
    public Collection<String> groups() {
        return List.of();
    }

    @Override
    public Map<String, String> changed(SettingOwner owner) {
        return Map.of();
    }

    @Override
    public Future<Result<Done>> alter(SettingOwner owner, SettingsEdit edit, boolean validateOnly) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<ReloadOutcome> reload(BrokerConfig read) {
        throw new UnsupportedOperationException();
    }
}

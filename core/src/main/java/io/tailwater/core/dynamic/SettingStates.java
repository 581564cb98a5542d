package io.tailwater.core.dynamic;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.dynamic.SettingOrigin.Place;
import io.tailwater.core.setting.SettingDefinition;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How settings stand at one moment. Immutable.
 *
 * @param asStarted what the broker was told when it was started
 * @param changed what was changed since
 */
record SettingStates(BrokerConfig asStarted, ChangedSettings changed) {

    SettingState broker(BrokerSetting row) {
        List<SettingOrigin> origins = new ArrayList<>();
        add(origins, Place.NODE, row.name(), changed.node());
        add(origins, Place.CLUSTER, row.name(), changed.cluster());
        String started = row.valueIn(asStarted);
        String byDefault = row.valueIn(BrokerConfig.DEFAULTS);
        if (!started.equals(byDefault)) {
            origins.add(new SettingOrigin(Place.FILE, row.name(), started));
        }
        origins.add(new SettingOrigin(Place.DEFAULT, row.name(), byDefault));
        return new SettingState(row.setting().definition(), origins, row.write() != null);
    }

    SettingState topic(SettingDefinition definition, Topic topic) {
        String name = definition.name();
        List<SettingOrigin> origins = new ArrayList<>();
        add(origins, Place.TOPIC, name, topic.config().overrides());
        BrokerSetting forAll = rowForAll(name);
        if (forAll != null) {
            origins.addAll(broker(forAll).origins());
        } else {
            add(origins, Place.FILE, name, asStarted.topics().settings());
            origins.add(new SettingOrigin(Place.DEFAULT, name, definition.defaultValue()));
        }
        return new SettingState(definition, origins, true);
    }

    private static @Nullable BrokerSetting rowForAll(String topicName) {
        String name = TopicDefaults.brokerName(topicName);
        return name == null ? null : BrokerSettings.find(name);
    }

    SettingState group(SettingDefinition definition, String id) {
        List<SettingOrigin> origins = new ArrayList<>();
        add(origins, Place.GROUP, definition.name(), changed.of(new SettingOwner.Group(id)));
        BrokerSetting forAll = BrokerSettings.find("group." + definition.name());
        if (forAll != null) {
            origins.addAll(broker(forAll).origins());
        } else {
            origins.add(new SettingOrigin(Place.DEFAULT, definition.name(), definition.defaultValue()));
        }
        return new SettingState(definition, origins, true);
    }

    private static void add(List<SettingOrigin> origins, Place place, String name, Map<String, String> said) {
        String value = said.get(name);
        if (value != null) {
            origins.add(new SettingOrigin(place, name, value));
        }
    }
}

package io.tailwater.core.dynamic;

import io.tailwater.core.setting.SettingDefinition;
import java.util.List;

/**
 * A setting as it stands.
 *
 * @param definition what it is
 * @param origins its values, the one that counts first; at least one
 * @param changeable whether it can be changed while the broker runs
 */
public record SettingState(SettingDefinition definition, List<SettingOrigin> origins, boolean changeable) {

    public SettingState {
        origins = List.copyOf(origins);
    }

    public String name() {
        return definition.name();
    }

    /** The value in force. */
    public String value() {
        return origins.get(0).value();
    }
}

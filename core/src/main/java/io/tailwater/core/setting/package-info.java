/**
 * What a setting is, whoever it belongs to: its definition, the values it takes, and how a set of them is changed. Immutable
 * values, any thread. Begin at {@link io.tailwater.core.setting.SettingTable}.
 */
@NullMarked
package io.tailwater.core.setting;

import org.jspecify.annotations.NullMarked;

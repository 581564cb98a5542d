package io.tailwater.core.setting;

/** One change of a set of settings, as IncrementalAlterConfigs has it (KIP-339). */
public sealed interface SettingChange {

    /** Of the setting. */
    String name();

    /** It has this value from now on. */
    record Assign(String name, String value) implements SettingChange {}

    /** It has its default again; nothing happens to one that was not set. */
    record Reset(String name) implements SettingChange {}

    /** Elements are added to a list, those that are not there yet. */
    record Append(String name, String elements) implements SettingChange {}

    /** Elements are taken out of a list. */
    record Subtract(String name, String elements) implements SettingChange {}
}

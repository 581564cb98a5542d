package io.tailwater.core.dynamic;

/**
 * A value that a setting has, or would have if others did not count more.
 *
 * @param place where it was said
 * @param name what the setting is called there
 * @param value as text
 */
public record SettingOrigin(Place place, String name, String value) {

    /** Where a value can be said, what counts most first. */
    public enum Place {
        TOPIC,
        GROUP,
        NODE,
        CLUSTER,
        FILE,
        DEFAULT
    }
}

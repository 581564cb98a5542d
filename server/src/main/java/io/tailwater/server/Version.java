package io.tailwater.server;

/** Which Tailwater this is. */
final class Version {

    private Version() {}

    /** The version the jar was built as; {@code development} when run from classes. */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}

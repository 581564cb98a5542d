package io.tailwater.websocket.http;

/** Which Tailwater this is. Stateless. */
final class Version {

    private Version() {}

    /** The version the jar was built as; {@code development} when run from classes. */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}

package io.tailwater.spi;

/**
 * Which version of this contract an engine was built against. The constants are inlined where they are used, so that a compiled
 * engine says what it was compiled with.
 */
public final class SpiVersion {

    /**
     * This version. It rises by one when an engine that was built before could not run any more, or would break a rule that it
     * could not know; new methods with a default, new settings and new capabilities leave it as it is.
     */
    public static final int CURRENT = 1;

    /** The oldest version whose engines this broker takes. */
    public static final int OLDEST = 1;

    private SpiVersion() {}
}

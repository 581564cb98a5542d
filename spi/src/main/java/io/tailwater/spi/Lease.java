package io.tailwater.spi;

/** Keeps something readable until released. */
@FunctionalInterface
public interface Lease {

    /** A lease on nothing. */
    Lease NONE = () -> {};

    /** Called once, on any thread; must not block or throw. */
    void release();
}

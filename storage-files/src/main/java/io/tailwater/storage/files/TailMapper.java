package io.tailwater.storage.files;

/** How an engine lets logs' writers put bytes into files: what engines over these files differ in. Thread-safe. */
@FunctionalInterface
public interface TailMapper {

    /** For one segment file that is about to be appended to; maps nothing yet. */
    TailMapping mapping();
}

package io.tailwater.bench;

/**
 * The topic of a run.
 *
 * @param partitions how many it has
 * @param temporary whether it was made for the run and goes with it
 */
record BenchTopic(String name, int partitions, boolean temporary) {}

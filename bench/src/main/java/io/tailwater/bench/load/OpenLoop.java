package io.tailwater.bench.load;

/**
 * What the sender and the receivers of an open loop agree on before it begins.
 *
 * @param schedule when each request is due
 * @param lanes which connection and partition each request takes
 * @param requests how many there are, warm-up included
 */
record OpenLoop(Schedule schedule, Lanes lanes, long requests) {}

package io.tailwater.bench.load;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * A load ready to run: its sockets are connected, its clock is set.
 *
 * @param work what to run at once, each on a thread of its own
 * @param times when it is measured
 * @param figures what it counts; the first decides the throughput
 * @param sockets closed after the run
 */
public record Load(List<? extends Callable<Void>> work, RunTimes times, List<Figure> figures, Sockets sockets) {

    /**
     * One thing that is counted and timed.
     *
     * @param name a word for the report's keys, such as {@code acknowledged}
     * @param meaning from when to when its latency goes
     */
    public record Figure(String name, String meaning, Tally tally) {}
}

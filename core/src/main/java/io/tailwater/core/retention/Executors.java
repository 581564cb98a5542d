package io.tailwater.core.retention;

import java.util.concurrent.Executor;

/**
 * Where retention does its work.
 *
 * @param worker runs what blocks
 * @param context runs everything else, one thing after the other
 */
public record Executors(Executor worker, Executor context) {}

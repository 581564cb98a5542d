package io.tailwater.bench.storage;

/**
 * What is put on an engine.
 *
 * @param logs how many logs are appended to, in turn
 * @param rate appends a second, or 0 for as many as possible
 * @param warmupSeconds how long it is not measured first
 * @param seconds how long it is measured
 */
public record TrialSettings(int logs, double rate, double warmupSeconds, double seconds) {}

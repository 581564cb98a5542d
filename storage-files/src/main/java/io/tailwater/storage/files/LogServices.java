package io.tailwater.storage.files;

import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What the logs of a storage share. Thread-safe.
 *
 * @param checkpoints where each log starts and is known to be good
 * @param residency whether bytes are in memory
 * @param windows how much may be mapped for appending
 * @param engine how files are mapped for appending
 * @param clock for what is measured in milliseconds
 * @param background for work that nobody waits for at once
 * @param appender for what appends wait for
 * @param journal for the tails of logs that are forced together
 * @param forces for forcing
 * @param directAppendBytes appends of at least this size are written past the mapped windows
 */
record LogServices(
        Checkpoints checkpoints,
        Residency residency,
        WindowBudget windows,
        FileEngine engine,
        InstantSource clock,
        Executor background,
        Executor appender,
        CommitJournal journal,
        ForceQueue forces,
        int directAppendBytes) {}

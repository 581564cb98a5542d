package io.tailwater.storage.tck;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The threads an engine is given in a test, and how that test waits for them. */
public sealed interface Workers permits RandomizedExecutors, ThreadedExecutors {

    Executor background();

    Executor appender();

    Executor flusher();

    /** The stage's result, once it is there; its failure is thrown as it is. */
    <T> T await(CompletionStage<T> stage);

    /** The result of a call that may wait for this engine's own tasks. */
    <T> T blocking(Callable<T> call);

    /** Lets nothing begin any more, and returns when nothing is running: the process has died. */
    void abandon();
}

package io.tailwater.bench.wire;

/** A run that cannot go on for a reason the user can act on: the message is one sentence for the terminal. */
public final class BenchException extends RuntimeException {

    /** Says what is wrong in one sentence. */
    public BenchException(String sentence) {
        super(sentence);
    }

    /** Says what is wrong in one sentence, and keeps what caused it for {@code --stacktrace}. */
    public BenchException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

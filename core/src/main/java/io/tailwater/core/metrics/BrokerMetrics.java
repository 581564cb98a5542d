package io.tailwater.core.metrics;

/** What is counted and timed, by name of the event. Thread-safe; called on event loops, so it must not wait. */
public interface BrokerMetrics {

    /** Counts nothing. */
    BrokerMetrics NONE = new BrokerMetrics() {};

    /** Batches were appended to a partition. */
    default void appended(int records, int bytes) {}

    /** An append was refused. */
    default void appendRefused() {}

    /** Bytes were handed to readers. */
    default void fetched(long bytes) {}

    /** A force ended that covered so many waiting appends. */
    default void flushed(int waiting, long nanos) {}

    /** Stored batches were checked. */
    default void checked(long bytes) {}

    /** Stored batches were found that are not what was written. */
    default void damageFound() {}

    /** Segments were deleted, because they {@code expired} or {@code early}, for the disk budget. */
    default void segmentsDeleted(String reason, int segments, long bytes) {}

    /** A log was compacted: of so many bytes so many were kept, and so many records taken away. */
    default void compacted(long readBytes, long keptBytes, long removedRecords) {}

    /** A log could not be compacted. */
    default void compactionFailed() {}

    /** A request of an API was answered. */
    default void requestAnswered(String api, long nanos) {}

    /** Something that a request of an API asked for was refused, so often with an error of Kafka's name. */
    default void requestRefused(String api, String error, int times) {}

    /** An HTTP request was answered: {@code route} is a path with names in braces, not what was asked for. */
    default void httpAnswered(String route, int status, long nanos) {}

    /** Something was done that the audit log is about, written or not; {@code action} is one of few. */
    default void audited(String action) {}

    /** A task waited so long for its turn on an event loop. */
    default void loopLagged(int loop, long nanos) {}

    /** All logs were opened: so long it took, and so many bytes were looked through and cut off. */
    default void recovered(long nanos, long scannedBytes, long cutBytes) {}

    /** A request could not be read or its connection was closed for it. */
    default void requestRejected(String reason) {}

    /** A client has to wait so long, because of a quota or limit with this name. */
    default void throttled(String quota, long millis) {}

    /** A connection was not let in. */
    default void connectionRefused(String reason) {}

    default void connectionOpened() {}

    default void connectionClosed() {}

    /** How long the certificate of a listener is valid, negative when it is not any more; told every few seconds. */
    default void certificateExpires(String listener, double hoursLeft) {}

    /** Whether times are wanted: spares the caller a look at the clock. */
    default boolean timed() {
        return false;
    }
}

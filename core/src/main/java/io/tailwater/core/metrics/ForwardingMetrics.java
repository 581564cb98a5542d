package io.tailwater.core.metrics;

/** Tells somebody else of everything. As thread-safe as that one. */
abstract class ForwardingMetrics implements BrokerMetrics {

    private final BrokerMetrics next;

    ForwardingMetrics(BrokerMetrics next) {
        this.next = next;
    }

    @Override
    public void appended(int records, int bytes) {
        next.appended(records, bytes);
    }

    @Override
    public void appendRefused() {
        next.appendRefused();
    }

    @Override
    public void fetched(long bytes) {
        next.fetched(bytes);
    }

    @Override
    public void flushed(int waiting, long nanos) {
        next.flushed(waiting, nanos);
    }

    @Override
    public void checked(long bytes) {
        next.checked(bytes);
    }

    @Override
    public void damageFound() {
        next.damageFound();
    }

    @Override
    public void segmentsDeleted(String reason, int segments, long bytes) {
        next.segmentsDeleted(reason, segments, bytes);
    }

    @Override
    public void compacted(long readBytes, long keptBytes, long removedRecords) {
        next.compacted(readBytes, keptBytes, removedRecords);
    }

    @Override
    public void compactionFailed() {
        next.compactionFailed();
    }

    @Override
    public void requestAnswered(String api, long nanos) {
        next.requestAnswered(api, nanos);
    }

    @Override
    public void requestRefused(String api, String error, int times) {
        next.requestRefused(api, error, times);
    }

    @Override
    public void httpAnswered(String route, int status, long nanos) {
        next.httpAnswered(route, status, nanos);
    }

    @Override
    public void audited(String action) {
        next.audited(action);
    }

    @Override
    public void loopLagged(int loop, long nanos) {
        next.loopLagged(loop, nanos);
    }

    @Override
    public void recovered(long nanos, long scannedBytes, long cutBytes) {
        next.recovered(nanos, scannedBytes, cutBytes);
    }

    @Override
    public void requestRejected(String reason) {
        next.requestRejected(reason);
    }

    @Override
    public void throttled(String quota, long millis) {
        next.throttled(quota, millis);
    }

    @Override
    public void connectionRefused(String reason) {
        next.connectionRefused(reason);
    }

    @Override
    public void connectionOpened() {
        next.connectionOpened();
    }

    @Override
    public void connectionClosed() {
        next.connectionClosed();
    }

    @Override
    public void certificateExpires(String listener, double hoursLeft) {
        next.certificateExpires(listener, hoursLeft);
    }

    @Override
    public boolean timed() {
        return next.timed();
    }
}

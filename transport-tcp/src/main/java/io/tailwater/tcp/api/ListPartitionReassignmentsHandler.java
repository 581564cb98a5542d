package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.vertx.core.Future;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells which replicas are moving: none, as there is one broker.
 */
final class ListPartitionReassignmentsHandler
        implements ApiHandler<ListPartitionReassignmentsRequestData, ListPartitionReassignmentsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_PARTITION_REASSIGNMENTS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 0);
    }

    @Override
    public ListPartitionReassignmentsRequestData decode(Readable body, short version) {
        return new ListPartitionReassignmentsRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, ListPartitionReassignmentsRequestData request) {
        return context.clusterRefusal(AclOperation.DESCRIBE);
    }

    @Override
    public Future<ListPartitionReassignmentsResponseData> handle(
            RequestContext context, ListPartitionReassignmentsRequestData request) {
        return Future.succeededFuture(new ListPartitionReassignmentsResponseData().setErrorMessage(null));
    }

    @Override
    public ListPartitionReassignmentsResponseData failed(
            RequestContext context, ListPartitionReassignmentsRequestData request, Errors error) {
        return new ListPartitionReassignmentsResponseData()
                .setErrorCode(error.code())
                .setErrorMessage(error.message());
    }
}

package io.tailwater.tcp.api;

import io.tailwater.core.result.Result;
import io.tailwater.core.transaction.DescribedTransaction;
import io.tailwater.core.transaction.ListTransactions;
import io.tailwater.core.transaction.TransactionStatus;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.ListTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Lists transactional ids (KIP-664). v1 filters by how long a transaction is open (KIP-994). v2, which filters by patterns, is
 * not served: a pattern can take any time to match.
 */
public final class ListTransactionsHandler
        implements ApiHandler<ListTransactionsRequestData, ListTransactionsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_TRANSACTIONS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 1);
    }

    @Override
    public ListTransactionsRequestData decode(Readable body, short version) {
        return new ListTransactionsRequestData(body, version);
    }

    @Override
    public Future<ListTransactionsResponseData> handle(RequestContext context, ListTransactionsRequestData request) {
        Set<TransactionStatus> statuses = EnumSet.noneOf(TransactionStatus.class);
        List<String> unknown = new ArrayList<>();
        for (String label : request.stateFilters()) {
            TransactionStatus status = TransactionStatus.ofLabel(label);
            if (status == null) {
                unknown.add(label);
            } else {
                statuses.add(status);
            }
        }
        ListTransactionsResponseData response = new ListTransactionsResponseData().setUnknownStateFilters(unknown);
        if (statuses.isEmpty() && !unknown.isEmpty()) {
            return Future.succeededFuture(response);
        }
        return context.broker()
                .transactions()
                .list(new ListTransactions(Set.copyOf(request.producerIdFilters()), statuses, request.durationFilter()))
                .map(result -> result instanceof Result.Ok<List<DescribedTransaction>> ok
                        ? response.setTransactionStates(listed(ok.value()))
                        : failed(context, request, TransactionErrors.of(result)));
    }

    private static List<TransactionState> listed(List<DescribedTransaction> found) {
        return found.stream()
                .map(one -> new TransactionState()
                        .setTransactionalId(one.producer().transactionalId())
                        .setProducerId(one.producer().producerId())
                        .setTransactionState(one.status().label()))
                .toList();
    }

    @Override
    public ListTransactionsResponseData failed(
            RequestContext context, ListTransactionsRequestData request, Errors error) {
        return new ListTransactionsResponseData().setErrorCode(error.code());
    }
}

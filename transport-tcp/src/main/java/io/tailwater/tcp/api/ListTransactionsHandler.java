package io.tailwater.tcp.api;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.transaction.DescribedTransaction;
import io.tailwater.core.transaction.ListTransactions;
import io.tailwater.core.transaction.TransactionStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.ListTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Lists transactional ids (KIP-664). v1 filters by how long a transaction is open (KIP-994), v2 by a pattern (KIP-1152), in the
 * syntax of RE2, which takes no more time than the pattern and the ids are long; it is matched on a worker.
 */
final class ListTransactionsHandler implements ApiHandler<ListTransactionsRequestData, ListTransactionsResponseData> {

    private static final int LONGEST_PATTERN = 1_000;

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_TRANSACTIONS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 2);
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
        Pattern pattern;
        try {
            pattern = pattern(request.transactionalIdPattern());
        } catch (PatternSyntaxException e) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REGULAR_EXPRESSION));
        }
        return context.broker()
                .transactions()
                .list(new ListTransactions(Set.copyOf(request.producerIdFilters()), statuses, request.durationFilter()))
                .compose(result -> result instanceof Result.Ok<List<DescribedTransaction>> ok
                        ? matching(pattern, ok.value())
                                .map(found -> response.setTransactionStates(listed(context, found)))
                        : Future.succeededFuture(failed(context, request, TransactionErrors.of(result))));
    }

    private static @Nullable Pattern pattern(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (text.length() > LONGEST_PATTERN) {
            throw new PatternSyntaxException("longer than " + LONGEST_PATTERN + " characters", "");
        }
        return Pattern.compile(text);
    }

    private static Future<List<DescribedTransaction>> matching(
            @Nullable Pattern pattern, List<DescribedTransaction> all) {
        if (pattern == null) {
            return Future.succeededFuture(all);
        }
        Context loop = Objects.requireNonNull(Vertx.currentContext());
        return loop.executeBlocking(() -> all.stream()
                .filter(one -> pattern.matches(one.producer().transactionalId()))
                .toList());
    }

    private static List<TransactionState> listed(RequestContext context, List<DescribedTransaction> found) {
        return found.stream()
                .filter(one -> context.allows(
                        AclOperation.DESCRIBE,
                        ResourceType.TRANSACTIONAL_ID,
                        one.producer().transactionalId()))
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

package io.tailwater.core.transaction;

import java.util.Set;

/**
 * Which transactional ids to list.
 *
 * @param producerIds of these producers; empty for all
 * @param statuses with one of these; empty for all
 * @param openForMillis with a transaction open for longer than this; negative for all
 */
public record ListTransactions(Set<Long> producerIds, Set<TransactionStatus> statuses, long openForMillis) {}

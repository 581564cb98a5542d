package io.tailwater.tcp.share;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.share.AcknowledgeType;
import io.tailwater.core.share.Acknowledgement;
import io.tailwater.core.share.PartitionAcknowledgements;
import io.tailwater.core.share.PartitionOutcome;
import io.tailwater.core.share.ShareClient;
import io.tailwater.core.share.ShareMember;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request says of records: checked as far as that can be done without looking at them. Owned by one request. */
public final class Acknowledgements {

    private final boolean renewals;
    private final Map<PartitionKey, List<Acknowledgement>> good = new LinkedHashMap<>();
    private final Map<PartitionKey, BrokerError> bad = new HashMap<>();

    /** @param renewals whether a member may say that it keeps records */
    public Acknowledgements(boolean renewals) {
        this.renewals = renewals;
    }

    /** Adds what is said of some offsets of a partition; a partition of which one thing makes no sense is refused as a whole. */
    public void add(PartitionKey key, long firstOffset, long lastOffset, List<Byte> numbers) {
        List<Acknowledgement> before = good.computeIfAbsent(key, partition -> new ArrayList<>());
        String refusal = refusal(before, firstOffset, lastOffset, numbers);
        if (refusal != null) {
            bad.putIfAbsent(key, new BrokerError(ErrorCode.INVALID_REQUEST, refusal));
            return;
        }
        before.add(new Acknowledgement(
                firstOffset,
                lastOffset,
                numbers.stream().map(AcknowledgeType::of).toList()));
    }

    /** Refuses what is said of a partition, whatever it is. */
    public void refuse(PartitionKey key, BrokerError error) {
        good.computeIfAbsent(key, partition -> new ArrayList<>());
        bad.put(key, error);
    }

    private @Nullable String refusal(
            List<Acknowledgement> before, long firstOffset, long lastOffset, List<Byte> numbers) {
        if (firstOffset < 0 || lastOffset < firstOffset) {
            return "Offsets " + firstOffset + " to " + lastOffset + " are acknowledged";
        }
        if (!before.isEmpty() && firstOffset <= before.get(before.size() - 1).lastOffset()) {
            return "Offset " + firstOffset + " is acknowledged out of order, or twice";
        }
        if (numbers.isEmpty() || (numbers.size() > 1 && numbers.size() != lastOffset - firstOffset + 1)) {
            return numbers.size() + " types are no acknowledgement of offsets " + firstOffset + " to " + lastOffset;
        }
        for (byte number : numbers) {
            AcknowledgeType type = AcknowledgeType.of(number);
            if (type == null || (type == AcknowledgeType.RENEW && !renewals)) {
                return "There is no acknowledgement of type " + number;
            }
        }
        return null;
    }

    /** Whether nothing is said. */
    public boolean isEmpty() {
        return good.isEmpty();
    }

    /** Tells the coordinator; what came of it for each partition, on the caller's context, never failed. */
    public Future<List<PartitionOutcome>> tell(ShareClient shares, ShareMember member) {
        List<PartitionOutcome> outcomes = new ArrayList<>();
        bad.forEach((key, error) -> outcomes.add(new PartitionOutcome(key, error)));
        List<PartitionAcknowledgements> asked = new ArrayList<>();
        good.forEach((key, acknowledgements) -> {
            if (!bad.containsKey(key)) {
                asked.add(new PartitionAcknowledgements(key, acknowledgements));
            }
        });
        if (asked.isEmpty()) {
            return Future.succeededFuture(outcomes);
        }
        return shares.acknowledge(member, asked).map(result -> {
            if (result instanceof Result.Ok<List<PartitionOutcome>> ok) {
                outcomes.addAll(ok.value());
            } else {
                BrokerError error = ((Result.Refused<List<PartitionOutcome>>) result).error();
                asked.forEach(one -> outcomes.add(new PartitionOutcome(one.key(), error)));
            }
            return outcomes;
        });
    }
}

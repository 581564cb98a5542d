package io.tailwater.core.share.state;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.coordinator.CoordinatorUnderTest;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.share.AcknowledgeType;
import io.tailwater.core.share.Acknowledgement;
import io.tailwater.core.share.AcquiredRange;
import io.tailwater.core.share.PartitionAcknowledgements;
import io.tailwater.core.share.PartitionOutcome;
import io.tailwater.core.share.ShareFetchQuery;
import io.tailwater.core.share.ShareMember;
import io.tailwater.core.share.ShareOffset;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.share.StartReset;
import io.tailwater.core.share.state.FetchTicket.Claims;
import io.tailwater.core.share.state.FetchTicket.Found;
import io.tailwater.core.share.state.FetchTicket.Position;
import io.tailwater.core.share.state.FetchTicket.Prepared;
import io.tailwater.core.share.state.FetchTicket.Unready;
import io.tailwater.core.share.state.FetchTicket.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The state machine with a clock and a log of batches that a test decides about, in one partition. Used by one thread. */
final class SharesUnderTest {

    static final String GROUP = "g";
    static final PartitionKey PARTITION = new PartitionKey(new UUID(1, 1), 0);
    static final int LOCK_MILLIS = 30_000;
    static final int DELIVERY_LIMIT = 5;
    static final int MAX_LOCKS = 200;

    private final CoordinatorUnderTest<SharesState> coordinator;
    private final List<BatchSpan> log = new ArrayList<>();
    private long logStartOffset;
    private long logEndOffset;
    private long beginOffset;
    private long validEndOffset = Long.MAX_VALUE;
    private boolean topicDeleted;
    private int deliveryLimit = DELIVERY_LIMIT;

    SharesUnderTest() {
        this(1 << 20);
    }

    SharesUnderTest(long maxBytes) {
        coordinator = new CoordinatorUnderTest<>(
                () -> new SharesState(maxBytes, group -> settings(), id -> !topicDeleted), 1_000_000L);
    }

    private ShareSettings settings() {
        return new ShareSettings(
                new StartReset.Earliest(), false, LOCK_MILLIS, deliveryLimit, MAX_LOCKS, true, 5_000, 45_000);
    }

    CoordinatorUnderTest<SharesState> coordinator() {
        return coordinator;
    }

    void setDeliveryLimit(int limit) {
        deliveryLimit = limit;
    }

    /** Appends batches of so many records each. */
    SharesUnderTest append(int... sizes) {
        for (int size : sizes) {
            append(size, true);
        }
        return this;
    }

    void append(int size, boolean deliverable) {
        log.add(new BatchSpan(logEndOffset, logEndOffset + size - 1, deliverable));
        logEndOffset += size;
    }

    /** Leaves offsets out, as compaction does. */
    void skip(int offsets) {
        logEndOffset += offsets;
    }

    void deleteBefore(long offset) {
        logStartOffset = offset;
        log.removeIf(batch -> batch.lastOffset() < offset);
    }

    /** Loses records, as power loss may; known to whoever looks at the partition next. */
    void cutLog(long endOffset) {
        log.removeIf(batch -> batch.firstOffset() >= endOffset);
        logEndOffset = endOffset;
        validEndOffset = endOffset;
    }

    void deleteTopic() {
        topicDeleted = true;
        coordinator.<Done>ask((shares, reply, output) -> {
            shares.topicsDeleted(output);
            output.answer(reply, Done.DONE);
        });
    }

    long logStartOffset() {
        return logStartOffset;
    }

    /** Where a group begins that has not. */
    void beginAt(long offset) {
        beginOffset = offset;
    }

    /** What a member gets that does not wait. */
    List<AcquiredRange> fetch(String member, int maxRecords) {
        return fetch(query(member, maxRecords, false));
    }

    List<AcquiredRange> fetchStrictly(String member, int maxRecords) {
        return fetch(query(member, maxRecords, true));
    }

    private List<AcquiredRange> fetch(ShareFetchQuery query) {
        FetchTicket ticket = new FetchTicket(query.member());
        Answer<Claims> claims = claim(ticket, 0);
        return claims.value().positions().isEmpty() ? List.of() : acquire(ticket, query, claims.value());
    }

    static ShareFetchQuery query(String member, int maxRecords, boolean strict) {
        return new ShareFetchQuery(
                new ShareMember(GROUP, member), List.of(PARTITION), maxRecords, strict, maxRecords, 1, 1 << 20, 0);
    }

    /** A claim to the partition, which is made ready where it is not. */
    Answer<Claims> claim(FetchTicket ticket, long waitMillis) {
        Wish wish = new Wish(List.of(PARTITION), coordinator.nowMillis() + waitMillis);
        Answer<Claims> claims = coordinator.ask((shares, reply, output) -> shares.claim(ticket, wish, reply, output));
        if (!claims.isGiven() || claims.value().unready().isEmpty()) {
            return claims;
        }
        BrokerError error = prepare(claims.value().unready().get(0));
        if (error != null) {
            throw new AssertionError(error);
        }
        return coordinator.ask((shares, reply, output) -> shares.claim(ticket, wish, reply, output));
    }

    BrokerError prepare(Unready unready) {
        Prepared prepared = new Prepared(PARTITION, beginOffset, logStartOffset, validEndOffset, 4);
        return coordinator
                .<List<PartitionOutcome>>ask(
                        (shares, reply, output) -> shares.prepare(GROUP, List.of(prepared), reply, output))
                .value()
                .get(0)
                .error();
    }

    /** Reads from where the claim says to the log's end, and acquires that. */
    List<AcquiredRange> acquire(FetchTicket ticket, ShareFetchQuery query, Claims claims) {
        Position position = claims.positions().get(0);
        List<BatchSpan> batches = log.stream()
                .filter(batch -> batch.lastOffset() >= position.offset())
                .toList();
        return acquire(ticket, query, new Found(PARTITION, position.offset(), logStartOffset, batches));
    }

    List<AcquiredRange> acquire(FetchTicket ticket, ShareFetchQuery query, Found found) {
        return coordinator
                .<Map<PartitionKey, List<AcquiredRange>>>ask(
                        (shares, reply, output) -> shares.acquire(ticket, query, List.of(found), reply, output))
                .value()
                .getOrDefault(PARTITION, List.of());
    }

    /** What became of an acknowledgement; null when it was taken. */
    ErrorCode acknowledge(String member, long first, long last, AcknowledgeType... types) {
        BrokerError error = ask(member, List.of(new Acknowledgement(first, last, List.of(types))))
                .value()
                .get(0)
                .error();
        return error == null ? null : error.code();
    }

    Answer<List<PartitionOutcome>> ask(String member, List<Acknowledgement> acknowledgements) {
        return coordinator.ask((shares, reply, output) -> shares.acknowledge(
                new ShareMember(GROUP, member),
                List.of(new PartitionAcknowledgements(PARTITION, acknowledgements)),
                reply,
                output));
    }

    void release(String member) {
        coordinator.<Done>ask((shares, reply, output) ->
                shares.release(new ShareMember(GROUP, member), List.of(PARTITION), reply, output));
    }

    void alter(long startOffset) {
        coordinator.<Done>ask((shares, reply, output) ->
                shares.alterOffsets(GROUP, Map.of(PARTITION, startOffset), 4, reply, output));
    }

    List<ShareOffset> offsets() {
        return coordinator
                .<List<ShareOffset>>ask((shares, reply, output) -> shares.offsets(GROUP, reply, output))
                .value();
    }

    long startOffset() {
        return offsets().get(0).startOffset();
    }
}

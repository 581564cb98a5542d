package io.tailwater.core.share.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.share.AcknowledgeType;
import io.tailwater.core.share.Acknowledgement;
import io.tailwater.core.share.AcquiredRange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * A share partition against a model that looks at each record for itself, while members come, acknowledge, fall silent and leave,
 * records come and are deleted, the log is written anew and the broker starts again: no record is with two members at once, and
 * each is delivered until it is accepted, rejected or was delivered too often.
 */
class SharePartitionProperties {

    private static final int MEMBERS = 4;
    private static final List<AcknowledgeType> TYPES = List.of(AcknowledgeType.values());

    private SharesUnderTest shares;
    private List<ModelRecord> model;
    private SplittableRandom random;

    /** One offset, as one thinks of it. */
    private static final class ModelRecord {

        private boolean done;
        private int deliveries;
        private String with = "";
        private long lockedUntilMillis;
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void eachRecordIsWithOneMemberAtATimeUntilItIsDoneWith(@ForAll long seed) {
        shares = new SharesUnderTest();
        model = new ArrayList<>();
        random = new SplittableRandom(seed);
        for (int step = 0; step < 150; step++) {
            step(random.nextInt(100));
            check();
        }
        drain();
    }

    private void step(int choice) {
        if (choice < 15) {
            append();
        } else if (choice < 50) {
            fetch("m" + random.nextInt(MEMBERS));
        } else if (choice < 85) {
            acknowledge();
        } else if (choice < 90) {
            pass(random.nextLong(2L * SharesUnderTest.LOCK_MILLIS / 3));
        } else if (choice < 93) {
            leave("m" + random.nextInt(MEMBERS));
        } else if (choice < 95) {
            deleteSome();
        } else if (choice < 97) {
            shares.coordinator().compact();
        } else {
            restart();
        }
    }

    private void append() {
        int size = 1 + random.nextInt(12);
        boolean deliverable = random.nextInt(6) > 0;
        if (random.nextInt(8) == 0) {
            int gap = 1 + random.nextInt(5);
            shares.skip(gap);
            addToModel(gap, true);
        }
        shares.append(size, deliverable);
        addToModel(size, !deliverable);
    }

    private void addToModel(int count, boolean done) {
        for (int i = 0; i < count; i++) {
            ModelRecord added = new ModelRecord();
            added.done = done;
            model.add(added);
        }
    }

    private void fetch(String member) {
        boolean strict = random.nextBoolean();
        int most = 1 + random.nextInt(20);
        List<AcquiredRange> got = strict ? shares.fetchStrictly(member, most) : shares.fetch(member, most);
        int count = 0;
        for (AcquiredRange range : got) {
            for (long offset = range.firstOffset(); offset <= range.lastOffset(); offset++) {
                ModelRecord record = model.get((int) offset);
                assertThat(record.done).as("offset %d is done with", offset).isFalse();
                assertThat(record.with).as("who has offset %d", offset).isEmpty();
                record.deliveries++;
                assertThat(range.deliveryCount()).as("deliveries of %d", offset).isEqualTo(record.deliveries);
                assertThat(record.deliveries).isLessThanOrEqualTo(SharesUnderTest.DELIVERY_LIMIT);
                record.with = member;
                record.lockedUntilMillis = shares.coordinator().nowMillis() + SharesUnderTest.LOCK_MILLIS;
                count++;
            }
        }
        assertThat(count).isLessThanOrEqualTo(strict ? most : most + 12);
    }

    /** Some records in a row, which may or may not be the member's. */
    private void acknowledge() {
        if (model.isEmpty()) {
            return;
        }
        int first = random.nextInt(model.size());
        String member = random.nextInt(5) == 0 || model.get(first).with.isEmpty()
                ? "m" + random.nextInt(MEMBERS)
                : model.get(first).with;
        int last = first;
        while (last + 1 < model.size() && model.get(last + 1).with.equals(member) && random.nextInt(8) > 0) {
            last++;
        }
        AcknowledgeType[] types = new AcknowledgeType[random.nextBoolean() ? 1 : last - first + 1];
        for (int i = 0; i < types.length; i++) {
            types[i] = TYPES.get(random.nextInt(TYPES.size()));
        }
        Acknowledgement said = new Acknowledgement(first, last, List.of(types));
        boolean taken = shares.acknowledge(member, first, last, types) == null;
        boolean mayBe = true;
        for (int offset = first; offset <= last; offset++) {
            mayBe &= (offset < startOffset() && model.get(offset).done)
                    || model.get(offset).with.equals(member);
        }
        assertThat(taken && !mayBe)
                .as("%s acknowledges %d to %d", member, first, last)
                .isFalse();
        boolean itsOwn = true;
        for (int offset = first; offset <= last; offset++) {
            itsOwn &= model.get(offset).with.equals(member);
        }
        assertThat(itsOwn && !taken).as("%s acknowledges its own", member).isFalse();
        for (int offset = first; taken && offset <= last; offset++) {
            apply(model.get(offset), said.typeOf(offset), member);
        }
    }

    private void apply(ModelRecord record, AcknowledgeType type, String member) {
        if (!record.with.equals(member)) {
            return;
        }
        if (type == AcknowledgeType.RENEW) {
            record.lockedUntilMillis = shares.coordinator().nowMillis() + SharesUnderTest.LOCK_MILLIS;
            return;
        }
        record.with = "";
        record.done |= type != AcknowledgeType.RELEASE || record.deliveries >= SharesUnderTest.DELIVERY_LIMIT;
    }

    private void pass(long millis) {
        shares.coordinator().elapse(millis);
        for (ModelRecord record : model) {
            if (!record.with.isEmpty()
                    && record.lockedUntilMillis <= shares.coordinator().nowMillis()) {
                apply(record, AcknowledgeType.RELEASE, record.with);
            }
        }
    }

    private void leave(String member) {
        shares.release(member);
        model.stream().filter(record -> record.with.equals(member)).forEach(SharePartitionProperties::undeliver);
    }

    private static void undeliver(ModelRecord record) {
        record.with = "";
        record.deliveries--;
    }

    private void deleteSome() {
        int before = (int) Math.min(model.size(), startOffset() + random.nextInt(10));
        shares.deleteBefore(before);
        fetch("m0"); // By which it is found out, as a rule.
    }

    private void forgetWhatWasDeleted() {
        for (int offset = 0; offset < Math.min(shares.logStartOffset(), startOffset()); offset++) {
            ModelRecord record = model.get(offset);
            record.done = true;
            record.with = "";
        }
    }

    private void restart() {
        shares.coordinator().restart();
        model.stream().filter(record -> !record.with.isEmpty()).forEach(SharePartitionProperties::undeliver);
    }

    private long startOffset() {
        return shares.offsets().isEmpty() ? 0 : shares.startOffset();
    }

    /** Everything below the start is done with, or was deleted. */
    private void check() {
        forgetWhatWasDeleted();
        for (int offset = 0; offset < startOffset(); offset++) {
            assertThat(model.get(offset).done)
                    .as("offset %d below the start", offset)
                    .isTrue();
        }
    }

    /** Whatever is left is delivered to somebody who accepts it. */
    private void drain() {
        pass(SharesUnderTest.LOCK_MILLIS);
        for (int rounds = 0; rounds < 10_000; rounds++) {
            List<AcquiredRange> got = shares.fetch("drain", 50);
            if (got.isEmpty()) {
                break;
            }
            for (AcquiredRange range : got) {
                assertThat(shares.acknowledge("drain", range.firstOffset(), range.lastOffset(), AcknowledgeType.ACCEPT))
                        .isNull();
                for (long offset = range.firstOffset(); offset <= range.lastOffset(); offset++) {
                    ModelRecord record = model.get((int) offset);
                    assertThat(record.done).isFalse();
                    record.done = true;
                }
            }
        }
        forgetWhatWasDeleted();
        assertThat(IntStream.range(0, model.size()).filter(offset -> !model.get(offset).done))
                .as("what was never delivered, between %d and %d", startOffset(), model.size())
                .isEmpty();
        assertThat(startOffset()).isEqualTo(model.size());
    }
}

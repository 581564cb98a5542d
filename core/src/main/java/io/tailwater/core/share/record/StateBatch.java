package io.tailwater.core.share.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Some records in a row of which the same is so.
 *
 * @param firstOffset the first one's offset
 * @param lastOffset the last one's, inclusive
 * @param state what has become of them
 * @param deliveryCount how often they were delivered
 */
public record StateBatch(long firstOffset, long lastOffset, DeliveryState state, int deliveryCount) {

    static final int BYTES = 20;

    /** How many offsets it has. */
    public long size() {
        return lastOffset - firstOffset + 1;
    }

    static void encodeAll(FieldWriter fields, List<StateBatch> batches) {
        fields.unsignedVarint(batches.size() + 1);
        for (StateBatch batch : batches) {
            fields.int64(batch.firstOffset)
                    .int64(batch.lastOffset)
                    .int8(batch.state.id())
                    .int16(batch.deliveryCount)
                    .noTags();
        }
    }

    static List<StateBatch> decodeAll(FieldReader fields) {
        int count = fields.compactNullableCount();
        List<StateBatch> batches = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            batches.add(
                    new StateBatch(fields.int64(), fields.int64(), DeliveryState.of(fields.int8()), fields.int16()));
            fields.tags((tag, field) -> {});
        }
        return batches;
    }
}

package io.tailwater.core.quota;

import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What is to change in the quotas of one entity.
 *
 * @param entity whose
 * @param values what they are to be; empty to take one away
 */
public record QuotaEdit(QuotaEntity entity, Map<QuotaKey, OptionalDouble> values) {

    public QuotaEdit {
        values = Map.copyOf(values);
    }

    /** Why it cannot be done, in a sentence; null when it can. */
    @Nullable
    String refusal() {
        String refusal = entity.refusal();
        if (refusal != null) {
            return refusal;
        }
        for (Map.Entry<QuotaKey, OptionalDouble> entry : values.entrySet()) {
            QuotaKey key = entry.getKey();
            if (key.ofAddresses() != (entity.ip() != null)) {
                return "Quota " + key.text() + " is for "
                        + (key.ofAddresses() ? "addresses." : "users and client ids, not for addresses.");
            }
            refusal =
                    entry.getValue().isPresent() ? key.refusal(entry.getValue().getAsDouble()) : null;
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }
}

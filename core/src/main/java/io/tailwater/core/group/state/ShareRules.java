package io.tailwater.core.group.state;

import io.tailwater.core.config.ShareGroupsConfig;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.share.StartReset;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * What share groups go by.
 *
 * @param maxSize members of one group, whenever it is asked
 * @param settings of a group, whenever it is asked
 */
public record ShareRules(IntSupplier maxSize, Function<String, ShareSettings> settings) {

    /** Those of a broker of which nothing is said. */
    static ShareRules defaults() {
        ShareGroupsConfig all = ShareGroupsConfig.DEFAULTS;
        return new ShareRules(
                all::maxSize,
                groupId -> new ShareSettings(
                        new StartReset.Latest(),
                        false,
                        all.recordLockDurationMillis(),
                        all.deliveryCountLimit(),
                        all.maxRecordLocks(),
                        true,
                        all.heartbeatIntervalMillis(),
                        all.sessionTimeoutMillis()));
    }
}

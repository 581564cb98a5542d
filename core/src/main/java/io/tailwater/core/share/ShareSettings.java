package io.tailwater.core.share;

/**
 * What a share group goes by: its own settings, where it has some, or the broker's.
 *
 * @param reset where it begins
 * @param readCommitted whether records of transactions under way or aborted are left out ({@code share.isolation.level})
 * @param lockMillis how long a member has a record to itself ({@code share.record.lock.duration.ms})
 * @param deliveryLimit how often a record is delivered at most ({@code share.delivery.count.limit})
 * @param maxLocks records of a partition that are under way at most ({@code share.partition.max.record.locks})
 * @param renewals whether members may keep records for longer ({@code share.renew.acknowledge.enable})
 * @param heartbeatMillis how often members report ({@code share.heartbeat.interval.ms})
 * @param sessionMillis a member silent for so long is put out ({@code share.session.timeout.ms})
 */
public record ShareSettings(
        StartReset reset,
        boolean readCommitted,
        int lockMillis,
        int deliveryLimit,
        int maxLocks,
        boolean renewals,
        int heartbeatMillis,
        int sessionMillis) {}

package io.tailwater.core.dynamic;

import io.tailwater.core.config.ShareGroupsConfig;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.share.StartReset;
import java.util.Map;

/** Reads what a share group goes by: what was said of it, and else what is said of all. Stateless. */
final class ShareGroupValues {

    private static final StartReset BY_DEFAULT = new StartReset.Latest();

    private ShareGroupValues() {}

    static ShareSettings of(Map<String, String> own, ShareGroupsConfig all) {
        StartReset reset = StartReset.parse(own.getOrDefault(GroupSettings.SHARE_RESET, ""));
        return new ShareSettings(
                reset == null ? BY_DEFAULT : reset,
                "read_committed".equals(own.get("share.isolation.level")),
                number(own, "share.record.lock.duration.ms", all.recordLockDurationMillis()),
                number(own, "share.delivery.count.limit", all.deliveryCountLimit()),
                number(own, "share.partition.max.record.locks", all.maxRecordLocks()),
                !"false".equals(own.get("share.renew.acknowledge.enable")),
                number(own, "share.heartbeat.interval.ms", all.heartbeatIntervalMillis()),
                number(own, "share.session.timeout.ms", all.sessionTimeoutMillis()));
    }

    private static int number(Map<String, String> own, String name, int ofAll) {
        String value = own.get(name);
        return value == null ? ofAll : Integer.parseInt(value);
    }
}

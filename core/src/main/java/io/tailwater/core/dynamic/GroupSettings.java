package io.tailwater.core.dynamic;

import static io.tailwater.core.setting.Setting.choice;
import static io.tailwater.core.setting.Setting.flag;
import static io.tailwater.core.setting.Setting.integer;
import static io.tailwater.core.setting.Setting.text;

import io.tailwater.core.setting.SettingTable;
import io.tailwater.core.share.StartReset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The settings of groups, by Kafka's names, bounds and defaults, in one table. Stateless. */
final class GroupSettings {

    /** Where a share group begins. */
    static final String SHARE_RESET = "share.auto.offset.reset";

    private static final SettingTable TABLE = new SettingTable(
            "group",
            List.of(
                    integer("consumer.assignment.interval.ms", 1_000, 0, 15_000, "Assignments are this far apart."),
                    integer("consumer.heartbeat.interval.ms", 5_000, 5_000, 15_000, "How often consumers report."),
                    integer(
                            "consumer.session.timeout.ms",
                            45_000,
                            45_000,
                            60_000,
                            "A consumer that is silent for so long is put out of its group."),
                    integer("share.assignment.interval.ms", 1_000, 0, 15_000, "Assignments are this far apart."),
                    text(
                                    SHARE_RESET,
                                    "latest",
                                    "Where a share group begins that has no place yet: earliest, latest, or"
                                            + " by_duration:P1DT2H with the first record that is no older.")
                            .inEffect(),
                    integer("share.delivery.count.limit", 5, 2, 10, "How often a record is delivered at most.")
                            .inEffect(),
                    integer("share.heartbeat.interval.ms", 5_000, 5_000, 15_000, "How often consumers report.")
                            .inEffect(),
                    choice(
                                    "share.isolation.level",
                                    "read_uncommitted",
                                    List.of("read_committed", "read_uncommitted"),
                                    "Whether records of transactions under way or aborted are delivered.")
                            .inEffect(),
                    integer(
                                    "share.partition.max.record.locks",
                                    2_000,
                                    100,
                                    10_000,
                                    "Records of a partition that are delivered and not yet acknowledged, at most.")
                            .inEffect(),
                    integer(
                                    "share.record.lock.duration.ms",
                                    30_000,
                                    15_000,
                                    60_000,
                                    "How long a consumer has a record to itself.")
                            .inEffect(),
                    flag("share.renew.acknowledge.enable", "true", "Whether consumers may keep records for longer.")
                            .inEffect(),
                    integer("share.session.timeout.ms", 45_000, 45_000, 60_000, "As for consumers.")
                            .inEffect(),
                    integer("streams.assignment.interval.ms", 1_000, 0, 15_000, "Assignments are this far apart."),
                    integer("streams.heartbeat.interval.ms", 5_000, 5_000, 15_000, "How often members report."),
                    integer(
                            "streams.initial.rebalance.delay.ms",
                            3_000,
                            0,
                            Integer.MAX_VALUE,
                            "How long a new group waits for further members."),
                    integer("streams.num.standby.replicas", 0, 0, 2, "Standby copies of each task."),
                    integer("streams.session.timeout.ms", 45_000, 45_000, 60_000, "As for consumers.")));

    private GroupSettings() {}

    static SettingTable table() {
        return TABLE;
    }

    /** Why settings cannot be had together, in one sentence, or null when they can. */
    static @Nullable String conflict(Map<String, String> own) {
        String reset = own.get(SHARE_RESET);
        if (reset != null && StartReset.parse(reset) == null) {
            return SHARE_RESET + " must be earliest, latest or by_duration: and a duration such as P1DT2H, not '"
                    + reset + "'.";
        }
        Map<String, String> effective = new HashMap<>();
        TABLE.definitions().forEach(setting -> effective.put(setting.name(), setting.defaultValue()));
        effective.putAll(own);
        for (String kind : new String[] {"consumer", "share", "streams"}) {
            String heartbeat = kind + ".heartbeat.interval.ms";
            String session = kind + ".session.timeout.ms";
            if (number(effective, heartbeat) >= number(effective, session)) {
                return session + " must be more than " + heartbeat + ".";
            }
        }
        return null;
    }

    private static int number(Map<String, String> settings, String name) {
        return Integer.parseInt(Objects.requireNonNull(settings.get(name), name));
    }
}

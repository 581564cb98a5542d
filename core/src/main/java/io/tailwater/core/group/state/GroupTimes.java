package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import java.util.Map;
import java.util.function.Supplier;

/** The times of consumer groups, the broker's or a group's own. Confined to its coordinator's event loop. */
record GroupTimes(Supplier<GroupsConfig> config, GroupOverrides overrides) {

    /** How long a member may be silent. */
    int sessionTimeoutMillis(String groupId) {
        return own(
                groupId, "consumer.session.timeout.ms", config.get().consumer().sessionTimeoutMillis());
    }

    /** How often members report. */
    int heartbeatIntervalMillis(String groupId) {
        return own(
                groupId,
                "consumer.heartbeat.interval.ms",
                config.get().consumer().heartbeatIntervalMillis());
    }

    /** How far apart assignments are. */
    int assignmentIntervalMillis(String groupId) {
        return own(
                groupId,
                "consumer.assignment.interval.ms",
                config.get().consumer().assignmentIntervalMillis());
    }

    private int own(String groupId, String name, int otherwise) {
        Map<String, String> settings = overrides.of(groupId);
        String value = settings.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }
}

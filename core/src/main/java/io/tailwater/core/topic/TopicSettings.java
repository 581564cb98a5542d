package io.tailwater.core.topic;

import static io.tailwater.core.topic.TopicSetting.choice;
import static io.tailwater.core.topic.TopicSetting.flag;
import static io.tailwater.core.topic.TopicSetting.integer;
import static io.tailwater.core.topic.TopicSetting.list;
import static io.tailwater.core.topic.TopicSetting.ratio;
import static io.tailwater.core.topic.TopicSetting.whole;

import io.tailwater.core.config.NearestName;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.TopicConfig.Durability;
import io.tailwater.spi.LogOptions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every topic-level setting, in one table: Kafka 4's, by Kafka's names and defaults, and our own. Stateless. To add one, add
 * its row here; to act on it, mark the row {@code inEffect()} and give it a component of {@link TopicConfig}.
 */
public final class TopicSettings {

    private static final int ANY = Integer.MAX_VALUE;
    private static final long NEVER = Long.MAX_VALUE;

    private static final List<TopicSetting> TABLE = List.of(
            list(
                    "cleanup.policy",
                    "delete",
                    List.of("delete", "compact"),
                    "Whether old segments are deleted, compacted to the last value of each key, both, or (empty) neither;"
                            + " records without a key are refused where it has compact."),
            integer("compression.gzip.level", -1, -1, 9, "The level of gzip, where compression.type is gzip."),
            integer("compression.lz4.level", 9, 1, 17, "The level of lz4, where compression.type is lz4."),
            choice(
                    "compression.type",
                    "producer",
                    List.of("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
                    "The compression batches are kept in; producer keeps them as they were sent."),
            integer("compression.zstd.level", 3, -131072, 22, "The level of zstd, where compression.type is zstd."),
            whole("delete.retention.ms", 86_400_000, 0, "How long tombstones of compacted topics are kept."),
            choice(
                            "durability",
                            "acks",
                            List.of("acks", "os"),
                            "What acks=all waits for: acks for a flush that covers it, so that it survives power loss; os for"
                                    + " nothing, as Kafka's defaults do on one node. Tailwater's own.")
                    .inEffect(),
            flag("errors.deadletterqueue.group.enable", "Whether share groups may write undeliverable records here."),
            whole("file.delete.delay.ms", 60_000, 0, "How long a deleted file stays on disk."),
            whole(
                            "flush.messages",
                            NEVER,
                            1,
                            "An append that makes so many records unflushed is answered after a flush.")
                    .inEffect(),
            whole("flush.ms", NEVER, 0, "Nothing stays unflushed for longer than this.")
                    .inEffect(),
            list(
                    "follower.replication.throttled.replicas",
                    "",
                    List.of(),
                    "Replicas whose replication is throttled on the follower's side."),
            integer("index.interval.bytes", 4096, 0, ANY, "About one index entry for so many bytes of log.")
                    .inEffect(),
            list(
                    "leader.replication.throttled.replicas",
                    "",
                    List.of(),
                    "Replicas whose replication is throttled on the leader's side."),
            whole("local.retention.bytes", -2, -2, "Bytes of a tiered partition kept here; -2 for retention.bytes."),
            whole("local.retention.ms", -2, -2, "How long a tiered segment is kept here; -2 for retention.ms."),
            whole("max.compaction.lag.ms", NEVER, 1, "A record is compacted after this time at the latest."),
            integer(
                    "max.decompressed.message.bytes",
                    ANY,
                    1,
                    ANY,
                    "The largest record accepted, in bytes after decompression."),
            integer("max.message.bytes", 1_048_588, 0, ANY, "The largest batch accepted, in bytes as sent.")
                    .inEffect(),
            flag("message.downconversion.enable", "Does nothing since Kafka 4.0."),
            whole(
                            "message.timestamp.after.max.ms",
                            3_600_000,
                            0,
                            "How far ahead of the broker's clock a record's timestamp may be; not used with LogAppendTime.")
                    .inEffect(),
            whole(
                            "message.timestamp.before.max.ms",
                            NEVER,
                            0,
                            "How far behind the broker's clock a record's timestamp may be; not used with LogAppendTime.")
                    .inEffect(),
            choice(
                            "message.timestamp.type",
                            "CreateTime",
                            List.of("CreateTime", "LogAppendTime"),
                            "Whether records keep the producer's timestamps or get the broker's.")
                    .inEffect(),
            ratio(
                    "min.cleanable.dirty.ratio",
                    "0.5",
                    "Compaction begins when this part of a log is not yet compacted."),
            whole("min.compaction.lag.ms", 0, 0, "A record is not compacted before this time."),
            integer("min.insync.replicas", 1, 1, ANY, "Replicas that acks=all needs; there is one here."),
            flag(
                    "preallocate",
                    "Whether new segments are allocated ahead; storage engines decide that themselves here."),
            whole(
                    "remote.copy.lag.bytes",
                    0,
                    -1,
                    "Bytes written after a segment before it is copied to remote storage."),
            whole("remote.copy.lag.ms", 0, -1, "Age of a segment before it is copied to remote storage."),
            flag("remote.log.copy.disable", "Whether nothing more is copied to remote storage."),
            flag("remote.log.delete.on.disable", "Whether remote data is deleted with remote.storage.enable=false."),
            flag("remote.storage.enable", "Whether segments are copied to remote storage."),
            whole("retention.bytes", -1, -1, "Bytes of a partition kept by the delete policy; -1 for all."),
            whole("retention.ms", 604_800_000, -1, "How long the delete policy keeps a segment; -1 for ever."),
            integer(
                            "segment.bytes",
                            1 << 30,
                            LogOptions.MIN_SEGMENT_BYTES,
                            ANY,
                            "A segment is rolled before it grows past so many bytes.")
                    .inEffect(),
            integer(
                    "segment.index.bytes",
                    10_485_760,
                    4,
                    ANY,
                    "The largest index; engines decide that themselves here."),
            whole("segment.jitter.ms", 0, 0, "Taken off segment.ms at random, so that segments do not roll together."),
            whole("segment.ms", 604_800_000, 1, "A segment is rolled when its first batch is older than this.")
                    .inEffect(),
            flag("unclean.leader.election.enable", "Whether a replica that lags may become the leader."));

    private static final Map<String, TopicSetting> BY_NAME = TABLE.stream()
            .collect(Collectors.toMap(TopicSetting::name, Function.identity(), (a, b) -> a, LinkedHashMap::new));

    private static final Map<String, String> DEFAULTS = TABLE.stream()
            .collect(
                    Collectors.toMap(TopicSetting::name, row -> row.definition().defaultValue()));

    private static final List<SettingDefinition> DEFINITIONS =
            TABLE.stream().map(TopicSetting::definition).toList();

    private TopicSettings() {}

    /** All settings, by name. */
    public static List<SettingDefinition> definitions() {
        return DEFINITIONS;
    }

    /** The definition of a name, or null when there is no such setting. */
    public static @Nullable SettingDefinition definition(String name) {
        TopicSetting setting = BY_NAME.get(name);
        return setting == null ? null : setting.definition();
    }

    /**
     * Checks a topic's settings and fills in the rest.
     *
     * @param overrides Kafka's names to values; null means the default, as CreateTopics has it
     * @param brokerDefaults what this broker uses where a topic does not say ({@code topics.settings}), checked alike
     * @return the settings; {@code INVALID_CONFIG} with a sentence that names the setting and what would be right
     */
    public static Result<TopicConfig> parse(
            Map<String, @Nullable String> overrides, Map<String, String> brokerDefaults) {
        Map<String, String> own = new TreeMap<>();
        for (Map.Entry<String, @Nullable String> entry : overrides.entrySet()) {
            if (entry.getValue() != null) {
                own.put(entry.getKey(), entry.getValue().strip());
            } else if (!BY_NAME.containsKey(entry.getKey())) {
                return Result.refused(ErrorCode.INVALID_CONFIG, unknown(entry.getKey()));
            }
        }
        String refusal = refusal(brokerDefaults);
        if (refusal == null) {
            refusal = refusal(own);
        }
        if (refusal != null) {
            return Result.refused(ErrorCode.INVALID_CONFIG, refusal);
        }
        Map<String, String> effective = new HashMap<>(DEFAULTS);
        effective.putAll(brokerDefaults);
        effective.putAll(own);
        return Result.ok(config(own, effective));
    }

    /** Why settings are wrong, in one sentence, or null when they are right. */
    private static @Nullable String refusal(Map<String, String> settings) {
        for (Map.Entry<String, String> entry : settings.entrySet()) {
            TopicSetting setting = BY_NAME.get(entry.getKey());
            if (setting == null) {
                return unknown(entry.getKey());
            }
            String refusal = setting.refusal(entry.getValue());
            if (refusal != null) {
                return setting.name() + " " + refusal + ".";
            }
        }
        return null;
    }

    private static String unknown(String name) {
        return "There is no topic setting '" + name + "'; did you mean '" + NearestName.of(name, BY_NAME.keySet())
                + "'?";
    }

    private static TopicConfig config(Map<String, String> overrides, Map<String, String> effective) {
        UnaryOperator<String> value = name -> Objects.requireNonNull(effective.get(name), name);
        return new TopicConfig(
                overrides,
                Integer.parseInt(value.apply("segment.bytes")),
                Long.parseLong(value.apply("segment.ms")),
                Integer.parseInt(value.apply("index.interval.bytes")),
                Long.parseLong(value.apply("flush.messages")),
                Long.parseLong(value.apply("flush.ms")),
                Durability.valueOf(value.apply("durability").toUpperCase(Locale.ROOT)),
                Integer.parseInt(value.apply("max.message.bytes")),
                value.apply("cleanup.policy").contains("compact"),
                value.apply("message.timestamp.type").equals("LogAppendTime"),
                Long.parseLong(value.apply("message.timestamp.before.max.ms")),
                Long.parseLong(value.apply("message.timestamp.after.max.ms")));
    }
}

package io.tailwater.core.topic;

import static io.tailwater.core.setting.Setting.alwaysOff;
import static io.tailwater.core.setting.Setting.choice;
import static io.tailwater.core.setting.Setting.flag;
import static io.tailwater.core.setting.Setting.integer;
import static io.tailwater.core.setting.Setting.list;
import static io.tailwater.core.setting.Setting.ratio;
import static io.tailwater.core.setting.Setting.whole;

import io.tailwater.core.record.TargetCompression;
import io.tailwater.core.record.TargetCompression.Codec;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.setting.SettingDefinition;
import io.tailwater.core.setting.SettingTable;
import io.tailwater.core.topic.TopicConfig.Durability;
import io.tailwater.core.topic.TopicRetention.EarlyDeletion;
import io.tailwater.spi.LogOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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

    private static final SettingTable TABLE = new SettingTable(
            "topic",
            List.of(
                    list(
                                    "cleanup.policy",
                                    "delete",
                                    List.of("delete", "compact"),
                                    "Whether old segments are deleted, compacted to the last value of each key, both, or (empty) neither;"
                                            + " records without a key are refused where it has compact.")
                            .inEffect(),
                    integer("compression.gzip.level", -1, 1, 9, "The level of gzip, where compression.type is gzip.")
                            .inEffect(),
                    integer("compression.lz4.level", 9, 1, 17, "The level of lz4, where compression.type is lz4.")
                            .inEffect(),
                    choice(
                                    "compression.type",
                                    "producer",
                                    List.of("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
                                    "The compression batches are kept in; producer keeps them as they were sent.")
                            .inEffect(),
                    integer(
                                    "compression.zstd.level",
                                    3,
                                    -131072,
                                    22,
                                    "The level of zstd, where compression.type is zstd.")
                            .inEffect(),
                    whole(
                                    "delete.retention.ms",
                                    86_400_000,
                                    0,
                                    "How long tombstones of compacted topics are kept after they were first compacted.")
                            .inEffect(),
                    choice(
                                    "disk.budget.delete",
                                    "auto",
                                    List.of("auto", "always", "never"),
                                    "Whether the broker's disk budget may delete the oldest segments before their time; auto for topics"
                                            + " that neither compact nor keep everything for ever. Tailwater's own.")
                            .inEffect(),
                    choice(
                                    "durability",
                                    "acks",
                                    List.of("acks", "os"),
                                    "What acks=all waits for: acks for a flush that covers it, so that it survives power loss; os for"
                                            + " nothing, as Kafka's defaults do on one node. Tailwater's own.")
                            .inEffect(),
                    flag(
                            "errors.deadletterqueue.group.enable",
                            "Whether share groups may write undeliverable records here."),
                    whole(
                                    "file.delete.delay.ms",
                                    0,
                                    0,
                                    "How long files of deleted segments stay on disk; readers do not need it here.")
                            .inEffect(),
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
                    whole(
                            "local.retention.bytes",
                            -2,
                            -2,
                            "Bytes of a tiered partition kept here; -2 for retention.bytes."),
                    whole("local.retention.ms", -2, -2, "How long a tiered segment is kept here; -2 for retention.ms."),
                    whole("max.compaction.lag.ms", NEVER, 1, "A record is compacted after this time at the latest.")
                            .inEffect(),
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
                                    "Compaction begins when more than this part of a log is not yet compacted.")
                            .inEffect(),
                    whole("min.compaction.lag.ms", 0, 0, "A record is not compacted before this time.")
                            .inEffect(),
                    integer("min.insync.replicas", 1, 1, ANY, "Replicas that acks=all needs; there is one here.")
                            .inEffect(),
                    flag(
                            "preallocate",
                            "Whether new segments are allocated ahead; storage engines decide that themselves here."),
                    flag(
                                    "read.durable.only",
                                    "Whether consumers see only what was flushed, so that power loss takes back nothing they saw;"
                                            + " every append is then flushed at once, whatever its acks. Tailwater's own.")
                            .inEffect(),
                    whole(
                            "remote.copy.lag.bytes",
                            0,
                            -1,
                            "Bytes written after a segment before it is copied to remote storage."),
                    whole("remote.copy.lag.ms", 0, -1, "Age of a segment before it is copied to remote storage."),
                    flag("remote.log.copy.disable", "Whether nothing more is copied to remote storage."),
                    flag(
                            "remote.log.delete.on.disable",
                            "Whether remote data is deleted with remote.storage.enable=false."),
                    alwaysOff(
                            "remote.storage.enable",
                            "Whether segments are copied to remote storage; there is none here."),
                    whole("retention.bytes", -1, -1, "Bytes of a partition kept by the delete policy; -1 for all.")
                            .inEffect(),
                    whole("retention.ms", 604_800_000, -1, "How long the delete policy keeps a segment; -1 for ever.")
                            .inEffect(),
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
                    whole(
                                    "segment.jitter.ms",
                                    0,
                                    0,
                                    "At most so much is taken off segment.ms, so that segments do not roll together.")
                            .inEffect(),
                    whole(
                                    "segment.ms",
                                    604_800_000,
                                    1,
                                    "A segment is rolled when its first batch is older than this, also where nothing is appended.")
                            .inEffect(),
                    flag("unclean.leader.election.enable", "Whether a replica that lags may become the leader.")));

    private static final Map<String, String> DEFAULTS = TABLE.definitions().stream()
            .collect(Collectors.toMap(SettingDefinition::name, SettingDefinition::defaultValue));

    private TopicSettings() {}

    /** All settings, by name. */
    public static SettingTable table() {
        return TABLE;
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
                own.put(entry.getKey(), TABLE.normalized(entry.getKey(), entry.getValue()));
            } else if (TABLE.find(entry.getKey()) == null) {
                return Result.refused(ErrorCode.INVALID_CONFIG, TABLE.unknown(entry.getKey()));
            }
        }
        String refusal = refusalOfDefaults(brokerDefaults);
        if (refusal == null) {
            refusal = TABLE.refusal(own);
        }
        return refusal == null
                ? Result.ok(resolve(own, brokerDefaults))
                : Result.refused(ErrorCode.INVALID_CONFIG, refusal);
    }

    /** Why a topic that says nothing itself cannot have what the broker says for all, in one sentence, or null when it can. */
    public static @Nullable String refusalOfDefaults(Map<String, String> brokerDefaults) {
        String refusal = TABLE.refusal(brokerDefaults);
        return refusal == null ? conflict(Map.of(), brokerDefaults) : refusal;
    }

    /** What settings that were checked before amount to under these defaults of the broker. */
    static TopicConfig resolve(Map<String, String> own, Map<String, String> brokerDefaults) {
        Map<String, String> effective = new HashMap<>(DEFAULTS);
        brokerDefaults.forEach((name, value) -> effective.put(name, TABLE.normalized(name, value)));
        effective.putAll(own);
        return config(own, effective);
    }

    /**
     * Why settings cannot be had together, in one sentence, or null when they can.
     *
     * @param own what a topic says itself
     */
    static @Nullable String conflict(Map<String, String> own, Map<String, String> brokerDefaults) {
        Map<String, String> effective = new HashMap<>(DEFAULTS);
        brokerDefaults.forEach((name, value) -> effective.put(name, TABLE.normalized(name, value)));
        effective.putAll(own);
        long least = Long.parseLong(Objects.requireNonNull(effective.get("min.compaction.lag.ms")));
        long most = Long.parseLong(Objects.requireNonNull(effective.get("max.compaction.lag.ms")));
        return least <= most
                ? null
                : "min.compaction.lag.ms (" + least + ") must not be more than max.compaction.lag.ms (" + most + ").";
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
                Boolean.parseBoolean(value.apply("read.durable.only")),
                Integer.parseInt(value.apply("max.message.bytes")),
                value.apply("cleanup.policy").contains("compact"),
                value.apply("cleanup.policy").contains("delete"),
                retention(value),
                new TopicCompaction(
                        Double.parseDouble(value.apply("min.cleanable.dirty.ratio")),
                        Long.parseLong(value.apply("min.compaction.lag.ms")),
                        Long.parseLong(value.apply("max.compaction.lag.ms")),
                        Long.parseLong(value.apply("delete.retention.ms"))),
                compression(value),
                Integer.parseInt(value.apply("min.insync.replicas")),
                value.apply("message.timestamp.type").equals("LogAppendTime"),
                Long.parseLong(value.apply("message.timestamp.before.max.ms")),
                Long.parseLong(value.apply("message.timestamp.after.max.ms")));
    }

    private static TopicRetention retention(UnaryOperator<String> value) {
        return new TopicRetention(
                Long.parseLong(value.apply("retention.ms")),
                Long.parseLong(value.apply("retention.bytes")),
                Long.parseLong(value.apply("segment.jitter.ms")),
                Long.parseLong(value.apply("file.delete.delay.ms")),
                EarlyDeletion.valueOf(value.apply("disk.budget.delete").toUpperCase(Locale.ROOT)));
    }

    private static TargetCompression compression(UnaryOperator<String> value) {
        Codec codec = Codec.valueOf(value.apply("compression.type").toUpperCase(Locale.ROOT));
        return switch (codec) {
            case GZIP, LZ4, ZSTD ->
                new TargetCompression(
                        codec,
                        Integer.parseInt(
                                value.apply("compression." + codec.name().toLowerCase(Locale.ROOT) + ".level")));
            case PRODUCER, UNCOMPRESSED, SNAPPY -> new TargetCompression(codec, 0);
        };
    }
}

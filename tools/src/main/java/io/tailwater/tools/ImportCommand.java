package io.tailwater.tools;

import io.tailwater.core.OfflineDirectory;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.storage.files.StoredLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tailwater import}. Filled by picocli, used once. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Copies the topics of a stopped Apache Kafka broker into a data directory of Tailwater.",
            "",
            "Everything is checked before anything is copied, and DIR is never changed. Offsets, timestamps, topic ids and what"
                    + " groups have committed stay as they are; transactions under way are aborted. Topics' settings come along where"
                    + " DIR has KRaft's metadata (__cluster_metadata-0, in metadata.log.dir). The defaults of Kafka's brokers are"
                    + " not in DIR: a topic without a retention.ms of its own keeps all records until you say otherwise, here"
                    + " with --config or later with kafka-configs."
        })
final class ImportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Kafka's log.dirs.")
    private List<Path> directories = new ArrayList<>();

    @Option(names = "--data", paramLabel = "DIR", defaultValue = "data", description = "Where to (default: data).")
    private Path data = Path.of("data");

    @Option(
            names = "--storage",
            paramLabel = "ENGINE",
            defaultValue = "mmap",
            description = "Its engine (default: mmap).")
    private String engine = "mmap";

    @Option(names = "--topic", paramLabel = "NAME", description = "Only this topic; may be given again.")
    private List<String> topics = new ArrayList<>();

    @Option(names = "--config", paramLabel = "NAME=VALUE", description = "A setting for all of them, before Kafka's.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--check", description = "Only check.")
    private boolean check;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<KafkaDirectory> sources = new ArrayList<>();
        try {
            for (Path directory : directories) {
                sources.add(KafkaDirectory.open(directory));
            }
            Map<String, List<StoredLog>> found = find(out, sources);
            run(out, found, settings(out, sources));
        } finally {
            for (KafkaDirectory source : sources) {
                source.close();
            }
            out.flush();
        }
        return 0;
    }

    private Map<String, List<StoredLog>> find(PrintWriter out, List<KafkaDirectory> sources) throws IOException {
        Map<String, List<StoredLog>> found = new TreeMap<>();
        for (KafkaDirectory source : sources) {
            for (StoredLog log : source.logs()) {
                String name = log.topic();
                boolean left = name.equals(KafkaMetadata.TOPIC)
                        || (InternalTopics.has(name) && !name.equals(InternalTopics.GROUPS))
                        || (!topics.isEmpty() && !topics.contains(name));
                if (!left) {
                    found.computeIfAbsent(name, topic -> new ArrayList<>()).add(log);
                }
            }
        }
        for (String wanted : topics) {
            if (!found.containsKey(wanted)) {
                throw new ToolException("There is no topic " + wanted + " in " + directories + ": nothing was copied.");
            }
        }
        if (found.isEmpty()) {
            throw new ToolException(
                    "There are no topics in " + directories + ": name directories that Kafka's log.dirs lists.");
        }
        out.printf("%d topics were found.%n", found.size());
        return found;
    }

    /** Kafka's, by topic; none where they cannot be known, which is said. */
    private static Map<String, Map<String, String>> settings(PrintWriter out, List<KafkaDirectory> sources)
            throws IOException {
        RecordFormat format = ServiceLoader.load(RecordFormat.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no record format is on the class path"));
        for (KafkaDirectory source : sources) {
            for (StoredLog log : source.logs()) {
                if (log.topic().equals(KafkaMetadata.TOPIC)) {
                    try {
                        return KafkaMetadata.settingsIn(log, format);
                    } catch (IOException e) {
                        out.println("Topics' settings are not taken over, because " + e.getMessage());
                        return Map.of();
                    }
                }
            }
        }
        out.println("Topics' settings are not taken over: none of the directories has Kafka's metadata"
                + " (__cluster_metadata-0, in metadata.log.dir); ZooKeeper's clusters keep them elsewhere.");
        return Map.of();
    }

    private void run(PrintWriter out, Map<String, List<StoredLog>> found, Map<String, Map<String, String>> noted)
            throws IOException {
        List<TopicImport> imports = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (Map.Entry<String, List<StoredLog>> topic : found.entrySet()) {
            ImportedSettings taken =
                    ImportedSettings.of(topic.getKey(), noted.getOrDefault(topic.getKey(), Map.of()), settings);
            TopicImport made = TopicImport.of(topic.getKey(), topic.getValue(), taken);
            reasons.addAll(made.check());
            imports.add(made);
        }
        if (!reasons.isEmpty()) {
            reasons.forEach(out::println);
            throw new ToolException(
                    "Nothing was copied, because of what is said above: mend that, or choose topics with"
                            + " --topic.");
        }
        if (check) {
            out.println("All of it can be imported.");
            return;
        }
        try (OfflineDirectory target =
                new OfflineDirectory(data.toAbsolutePath().normalize(), engine)) {
            new DirectoryImport(target, imports).run(out);
        }
    }
}

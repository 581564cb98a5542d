package io.tailwater.cli;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tailwater topics create}. */
@Command(name = "create", description = "Makes a topic.")
final class TopicsCreateCommand extends AdminCommand {

    @Parameters(paramLabel = "TOPIC", description = "Its name.")
    private String topic = "";

    @Option(names = "--partitions", paramLabel = "N", description = "How many (default: what the broker is set to).")
    private @Nullable Integer partitions;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting, such as retention.ms=3600000.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--if-not-exists", description = "Be content when there is one already.")
    private boolean ifNotExists;

    @Override
    int run(Admin admin) throws Exception {
        NewTopic wanted = new NewTopic(topic, Optional.ofNullable(partitions), Optional.empty()).configs(settings);
        boolean made = true;
        try {
            await(admin.createTopics(List.of(wanted)).all());
        } catch (TopicExistsException e) {
            if (!ifNotExists) {
                throw ClientException.refused(
                        "There is a topic " + topic + " already; --if-not-exists is content with it.");
            }
            made = false;
        }
        print(
                new JsonObject().put("topic", topic).put("created", made),
                made ? topic + " is made." : topic + " was there already.");
        return 0;
    }
}

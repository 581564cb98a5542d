package io.tailwater.server.it;

import io.tailwater.core.Broker;
import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.security.rule.AccessRules;
import io.tailwater.core.security.rule.AclFilter;
import io.tailwater.core.security.rule.AclRule;
import io.tailwater.core.security.rule.PatternType;
import io.tailwater.core.security.rule.Permission;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.core.topic.Topic;
import io.tailwater.server.it.AuthorizationTable.Need;
import io.tailwater.spi.security.Principal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;

/** Ours, in this process. */
final class RuledTailwater implements RuledBroker {

    private final InProcessBroker broker;

    RuledTailwater(Path directory) throws Exception {
        JsonObject settings = new JsonObject()
                .put("kafka", new JsonObject().put("port", 0))
                .put("storage", new JsonObject().put("directory", directory.toString()))
                .put("security", new JsonObject().put("authorization", true));
        broker = new InProcessBroker(settings, BrokerEnvironment.ofSystem());
    }

    InProcessBroker broker() {
        return broker;
    }

    @Override
    public String address() {
        return broker.address();
    }

    @Override
    public Uuid topic() throws Exception {
        Broker core = broker.core();
        if (core.topics().find(AuthorizationTable.TOPIC) == null) {
            await(core.topics().create(new NewTopic(AuthorizationTable.TOPIC, 1, Map.of()), false));
        }
        Topic topic = Objects.requireNonNull(core.topics().find(AuthorizationTable.TOPIC));
        return new Uuid(topic.id().getMostSignificantBits(), topic.id().getLeastSignificantBits());
    }

    @Override
    public void grant(List<Need> needs) throws Exception {
        AccessRules rules = Objects.requireNonNull(broker.core().security().rules());
        await(rules.remove(List.of(AclFilter.ALL)));
        await(rules.add(needs.stream().map(RuledTailwater::rule).toList()));
    }

    private static AclRule rule(Need need) {
        return new AclRule(
                need.type(),
                PatternType.LITERAL,
                need.name(),
                Principal.ANONYMOUS,
                AclRule.ANY,
                need.operation(),
                Permission.ALLOW);
    }

    private static <T> void await(Future<T> future) throws Exception {
        future.await(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        broker.close();
    }
}

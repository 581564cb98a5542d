package io.tailwater.server.it;

import static org.awaitility.Awaitility.await;

import io.tailwater.server.it.AuthorizationTable.Need;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** A real Apache Kafka with its StandardAuthorizer, in a process of its own. Those of the cluster log in, as a super user. */
final class RuledKafka implements RuledBroker {

    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=admin password=admin";

    private final ApacheKafka kafka;
    private final Admin admin;

    RuledKafka(Path directory) throws Exception {
        int port = FreePort.belowEphemeral();
        int controllerPort = FreePort.belowEphemeral();
        int adminPort = FreePort.belowEphemeral();
        kafka = ApacheKafka.start(
                directory, port, controllerPort, """
                listeners=PLAINTEXT://127.0.0.1:%1$d,ADMIN://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%3$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,ADMIN://127.0.0.1:%2$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,ADMIN:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
                inter.broker.listener.name=ADMIN
                sasl.enabled.mechanisms=PLAIN
                sasl.mechanism.inter.broker.protocol=PLAIN
                sasl.mechanism.controller.protocol=PLAIN
                listener.name.admin.plain.sasl.jaas.config=%4$s user_admin=admin;
                listener.name.controller.plain.sasl.jaas.config=%4$s user_admin=admin;
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                super.users=User:admin
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                """.formatted(port, adminPort, controllerPort, LOGIN));
        admin = new SaslLogin("127.0.0.1:" + adminPort, "PLAIN", "admin", "admin").admin();
    }

    @Override
    public String address() {
        return kafka.clients().address();
    }

    @Override
    public Uuid topic() {
        if (!Topics.await(admin.listTopics().names()).contains(AuthorizationTable.TOPIC)) {
            new Topics(admin).create(AuthorizationTable.TOPIC, 1);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Topics.await(admin.listTopics().names()).contains(AuthorizationTable.TOPIC));
        }
        return Topics.await(
                        admin.describeTopics(List.of(AuthorizationTable.TOPIC)).allTopicNames())
                .get(AuthorizationTable.TOPIC)
                .topicId();
    }

    /** Kafka answers when the rules are written, and its broker knows of them a little later. */
    @Override
    public void grant(List<Need> needs) {
        List<AclBinding> wanted = needs.stream().map(RuledKafka::binding).toList();
        Collection<AclBinding> there = bindings();
        List<AclBindingFilter> unwanted = new ArrayList<>();
        there.stream().filter(rule -> !wanted.contains(rule)).forEach(rule -> unwanted.add(rule.toFilter()));
        Topics.await(admin.deleteAcls(unwanted).all());
        Topics.await(admin.createAcls(wanted).all());
        await().atMost(Duration.ofMinutes(1)).until(() -> Set.copyOf(bindings()).equals(Set.copyOf(wanted)));
    }

    private Collection<AclBinding> bindings() {
        return Topics.await(admin.describeAcls(AclBindingFilter.ANY).values());
    }

    private static AclBinding binding(Need need) {
        return new AclBinding(
                new ResourcePattern(ResourceType.fromCode(need.type().code()), need.name(), PatternType.LITERAL),
                new AccessControlEntry(
                        "User:ANONYMOUS",
                        "*",
                        AclOperation.fromCode(need.operation().code()),
                        AclPermissionType.ALLOW));
    }

    @Override
    public void close() {
        admin.close();
        kafka.close();
    }
}

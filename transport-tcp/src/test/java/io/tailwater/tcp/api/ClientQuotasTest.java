package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.tcp.KafkaServerVerticle;
import io.vertx.core.DeploymentOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterClientQuotasOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData.ComponentData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaAlteration.Op;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Quotas through Apache Kafka's own Admin over a socket, with core as it is behind it. */
class ClientQuotasTest {

    private static final Map<ClientQuotaEntity, Map<String, Double>> SET = Map.of(
            entity("user", "alice"), Map.of("producer_byte_rate", 1_000.0, "request_percentage", 12.5),
            entity("user", null), Map.of("producer_byte_rate", 2_000.0),
            entity("user", "alice", "client-id", "app"), Map.of("consumer_byte_rate", 3_000.0),
            entity("user", null, "client-id", null), Map.of("consumer_byte_rate", 4_000.0),
            entity("client-id", "app"), Map.of("controller_mutation_rate", 0.5),
            entity("client-id", null), Map.of("controller_mutation_rate", 5.0),
            entity("ip", "10.0.0.1"), Map.of("connection_creation_rate", 6.0),
            entity("ip", null), Map.of("connection_creation_rate", 7.0));

    private CoreBroker core;
    private Admin admin;

    @BeforeEach
    void start() throws Exception {
        core = CoreBroker.start();
        core.vertx()
                .deployVerticle(KafkaServerVerticle.class.getName(), new DeploymentOptions())
                .await(60, TimeUnit.SECONDS);
        int port = KafkaServerVerticle.port(core.vertx()).orElseThrow();
        admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port));
    }

    @AfterEach
    void stop() throws Exception {
        admin.close();
        core.close();
    }

    private static ClientQuotaEntity entity(String type, @Nullable String name) {
        Map<String, String> entries = new HashMap<>();
        entries.put(type, name);
        return new ClientQuotaEntity(entries);
    }

    private static ClientQuotaEntity entity(
            String type, @Nullable String name, String otherType, @Nullable String otherName) {
        Map<String, String> entries = new HashMap<>(entity(type, name).entries());
        entries.put(otherType, otherName);
        return new ClientQuotaEntity(entries);
    }

    private static <T> T get(KafkaFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private void setAll() throws Exception {
        get(admin.alterClientQuotas(SET.entrySet().stream()
                        .map(entry -> new ClientQuotaAlteration(
                                entry.getKey(),
                                entry.getValue().entrySet().stream()
                                        .map(value -> new Op(value.getKey(), value.getValue()))
                                        .toList()))
                        .toList())
                .all());
    }

    private List<ClientQuotaEntity> found(boolean only, ClientQuotaFilterComponent... components) throws Exception {
        List<ClientQuotaFilterComponent> all = List.of(components);
        return List.copyOf(get(admin.describeClientQuotas(
                                only ? ClientQuotaFilter.containsOnly(all) : ClientQuotaFilter.contains(all))
                        .entities())
                .keySet());
    }

    @Test
    void tellsWhatWasSetAndForgetsWhatWasTakenAway() throws Exception {
        setAll();
        assertThat(get(admin.describeClientQuotas(ClientQuotaFilter.all()).entities()))
                .isEqualTo(SET);

        get(admin.alterClientQuotas(List.of(
                        new ClientQuotaAlteration(entity("user", null), List.of(new Op("producer_byte_rate", null))),
                        new ClientQuotaAlteration(
                                entity("user", "alice"),
                                List.of(new Op("request_percentage", null), new Op("producer_byte_rate", 9.0)))))
                .all());
        Map<ClientQuotaEntity, Map<String, Double>> left = new HashMap<>(SET);
        left.remove(entity("user", null));
        left.put(entity("user", "alice"), Map.of("producer_byte_rate", 9.0));
        assertThat(get(admin.describeClientQuotas(ClientQuotaFilter.all()).entities()))
                .isEqualTo(left);
    }

    @Test
    void findsEntitiesByNameByDefaultAndInAnyCase() throws Exception {
        setAll();
        assertThat(found(true, ClientQuotaFilterComponent.ofEntity("user", "alice")))
                .containsExactlyInAnyOrder(entity("user", "alice"));
        assertThat(found(false, ClientQuotaFilterComponent.ofEntity("user", "alice")))
                .containsExactlyInAnyOrder(entity("user", "alice"), entity("user", "alice", "client-id", "app"));
        assertThat(found(true, ClientQuotaFilterComponent.ofDefaultEntity("client-id")))
                .containsExactlyInAnyOrder(entity("client-id", null));
        assertThat(found(false, ClientQuotaFilterComponent.ofEntityType("client-id")))
                .hasSize(4);
        assertThat(found(
                        true,
                        ClientQuotaFilterComponent.ofEntityType("user"),
                        ClientQuotaFilterComponent.ofDefaultEntity("client-id")))
                .containsExactlyInAnyOrder(entity("user", null, "client-id", null));
        assertThat(found(true, ClientQuotaFilterComponent.ofEntity("ip", "10.0.0.1")))
                .containsExactlyInAnyOrder(entity("ip", "10.0.0.1"));
        assertThat(found(false)).hasSize(SET.size());
    }

    @Test
    void onlySaysWhetherItWouldWhenAskedTo() throws Exception {
        ClientQuotaAlteration alteration =
                new ClientQuotaAlteration(entity("user", "alice"), List.of(new Op("producer_byte_rate", 1.0)));
        get(admin.alterClientQuotas(List.of(alteration), new AlterClientQuotasOptions().validateOnly(true))
                .all());
        assertThat(found(false)).isEmpty();
    }

    @Test
    void refusesWhatCannotBeAndDoesTheRest() throws Exception {
        ClientQuotaEntity good = entity("client-id", "good");
        List<ClientQuotaAlteration> alterations = List.of(
                new ClientQuotaAlteration(entity("user", "zero"), List.of(new Op("producer_byte_rate", 0.0))),
                new ClientQuotaAlteration(entity("user", "what"), List.of(new Op("no_such_rate", 1.0))),
                new ClientQuotaAlteration(entity("group", "what"), List.of(new Op("producer_byte_rate", 1.0))),
                new ClientQuotaAlteration(entity("ip", "a.host"), List.of(new Op("connection_creation_rate", 1.0))),
                new ClientQuotaAlteration(good, List.of(new Op("producer_byte_rate", 1.0))));
        Map<ClientQuotaEntity, KafkaFuture<Void>> results =
                admin.alterClientQuotas(alterations).values();
        results.forEach((entity, result) -> {
            if (!entity.equals(good)) {
                assertThatThrownBy(() -> get(result))
                        .as("%s", entity)
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(InvalidRequestException.class);
            }
        });
        get(results.get(good));
        assertThat(found(false)).containsExactly(good);
    }

    @Test
    void refusesFiltersThatMakeNoSense() {
        ComponentData exactWithoutName =
                new ComponentData().setEntityType("user").setMatchType((byte) 0).setMatch(null);
        ComponentData unknownMatch =
                new ComponentData().setEntityType("user").setMatchType((byte) 3).setMatch(null);
        ComponentData unknownType = new ComponentData()
                .setEntityType("group")
                .setMatchType((byte) 2)
                .setMatch(null);
        ComponentData user =
                new ComponentData().setEntityType("user").setMatchType((byte) 2).setMatch(null);
        ComponentData ip =
                new ComponentData().setEntityType("ip").setMatchType((byte) 2).setMatch(null);
        for (List<ComponentData> components :
                List.of(List.of(exactWithoutName), List.of(unknownMatch), List.of(unknownType), List.of(user, ip))) {
            assertThat(core.ask(
                                    new DescribeClientQuotasHandler(),
                                    1,
                                    new DescribeClientQuotasRequestData().setComponents(components))
                            .errorCode())
                    .as("%s", components)
                    .isEqualTo(Errors.INVALID_REQUEST.code());
        }
        ComponentData again =
                new ComponentData().setEntityType("user").setMatchType((byte) 1).setMatch(null);
        assertThat(core.ask(
                                new DescribeClientQuotasHandler(),
                                0,
                                new DescribeClientQuotasRequestData().setComponents(List.of(user, again)))
                        .errorCode())
                .isEqualTo(Errors.INVALID_REQUEST.code());
    }
}

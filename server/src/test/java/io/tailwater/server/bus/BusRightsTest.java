package io.tailwater.server.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tailwater.core.Broker;
import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigLayer;
import io.tailwater.core.eventbus.DurableBusAddresses;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.security.rule.AccessRules;
import io.tailwater.core.security.rule.AclFilter;
import io.tailwater.core.security.rule.AclRule;
import io.tailwater.core.security.rule.PatternType;
import io.tailwater.core.security.rule.Permission;
import io.tailwater.server.Tailwater;
import io.tailwater.spi.security.Principal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What senders of the event bus may do when rules are looked at and they have a principal. */
class BusRightsTest {

    private static final Principal MEMBERS = Principal.user("eventbus");
    private static final Principal ALICE = Principal.user("alice");

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private Tailwater tailwater;
    private Broker broker;

    @BeforeEach
    void start() {
        JsonObject security = new JsonObject().put("authorization", true).put("eventBusPrincipal", MEMBERS.toString());
        tailwater = Tailwater.start(
                BrokerConfigReader.read(List.of(ConfigLayer.of("the test", new JsonObject().put("security", security))))
                        .withDataDirectory(directory)
                        .withFreePorts(),
                vertx);
        broker = Broker.of(vertx).orElseThrow();
    }

    @AfterEach
    void stop() throws Exception {
        tailwater.close();
        await(vertx.close());
    }

    private void allow(Principal principal, AclOperation... operations) throws Exception {
        AccessRules rules = Objects.requireNonNull(broker.security().rules());
        await(rules.remove(List.of(AclFilter.ALL)));
        List<AclRule> allowed = new ArrayList<>();
        for (AclOperation operation : operations) {
            allowed.add(new AclRule(
                    ResourceType.TOPIC,
                    PatternType.LITERAL,
                    "orders",
                    principal,
                    AclRule.ANY,
                    operation,
                    Permission.ALLOW));
        }
        await(rules.add(allowed));
    }

    private JsonObject ask(String address, DeliveryOptions options) throws Exception {
        JsonObject request = new JsonObject().put("topic", "orders");
        if (address.equals(DurableBusAddresses.PRODUCE)) {
            request.put("value", 1);
        }
        return (JsonObject)
                await(vertx.eventBus().request(address, request, options)).body();
    }

    private int refusal(String address, DeliveryOptions options) {
        return catchThrowableOfType(ReplyException.class, () -> ask(address, options))
                .failureCode();
    }

    private static DeliveryOptions as(String token) {
        return new DeliveryOptions().addHeader(DurableBusAddresses.SESSION_HEADER, token);
    }

    @Test
    void membersHaveTheRightsOfTheirPrincipal() throws Exception {
        DeliveryOptions asMember = new DeliveryOptions();
        assertThat(refusal(DurableBusAddresses.PRODUCE, asMember)).isEqualTo(403);
        allow(MEMBERS, AclOperation.WRITE);
        assertThat(refusal(DurableBusAddresses.PRODUCE, asMember))
                .as("without CREATE")
                .isEqualTo(403);
        allow(MEMBERS, AclOperation.WRITE, AclOperation.CREATE);
        assertThat(ask(DurableBusAddresses.PRODUCE, asMember).getLong("offset")).isZero();
        assertThat(refusal(DurableBusAddresses.TAIL, asMember)).isEqualTo(403);
    }

    @Test
    void aBridgeHasTheRightsOfWhomItSpeaksForAndOnlyWhileItsClientIsThere() throws Exception {
        allow(ALICE, AclOperation.WRITE, AclOperation.CREATE);
        String token = broker.busSessions().open(new ClientSession(ALICE, "10.0.0.1", Long.MAX_VALUE));
        assertThat(ask(DurableBusAddresses.PRODUCE, as(token)).getLong("offset"))
                .isZero();
        assertThat(refusal(DurableBusAddresses.PRODUCE, new DeliveryOptions())).isEqualTo(403);
        broker.busSessions().close(token);
        assertThat(refusal(DurableBusAddresses.PRODUCE, as(token))).isEqualTo(401);
        assertThat(refusal(DurableBusAddresses.PRODUCE, as("made-up"))).isEqualTo(401);
    }

    @Test
    void aTailEndsWhenTheRightToReadIsTakenBack() throws Exception {
        allow(MEMBERS, AclOperation.WRITE, AclOperation.CREATE, AclOperation.READ);
        ask(DurableBusAddresses.PRODUCE, new DeliveryOptions());
        JsonObject tail = ask(DurableBusAddresses.TAIL, new DeliveryOptions());
        BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
        await(vertx.eventBus()
                .<JsonObject>consumer(tail.getString("records"), message -> received.add(message.body()))
                .completion());
        await(vertx.eventBus().request(tail.getString("control"), new JsonObject().put("credit", 10)));

        allow(MEMBERS, AclOperation.WRITE);
        ask(DurableBusAddresses.PRODUCE, new DeliveryOptions());

        JsonObject last = Objects.requireNonNull(received.poll(60, TimeUnit.SECONDS));
        assertThat(last.getJsonObject("ended").getString("code")).isEqualTo("TOPIC_AUTHORIZATION_FAILED");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(60, TimeUnit.SECONDS);
    }
}

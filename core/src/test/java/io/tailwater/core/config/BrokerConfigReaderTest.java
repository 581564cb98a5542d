package io.tailwater.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.record.CheckRules;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerConfigReaderTest {

    private static ConfigLayer file(String json) {
        return ConfigLayer.of("tailwater.json", new JsonObject(json));
    }

    private static ConfigLayer environment(String... namesAndValues) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return ConfigLayer.ofEnvironment(variables);
    }

    private static BrokerConfig read(ConfigLayer... layers) {
        return BrokerConfigReader.read(List.of(layers));
    }

    private static void refuses(String sentence, ConfigLayer... layers) {
        assertThatThrownBy(() -> read(layers))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(sentence);
    }

    @Test
    void needsNothing() {
        assertThat(read()).isEqualTo(BrokerConfig.DEFAULTS);
    }

    @Test
    void takesTheStrongestLayer() {
        ConfigLayer options = ConfigLayer.of("the command line", new JsonObject().put("kafka", Map.of("port", 1)));
        ConfigLayer environment = environment("TAILWATER_KAFKA__PORT", "2", "TAILWATER_HTTP__PORT", "3");
        ConfigLayer file = file("{\"kafka\": {\"port\": 4}, \"http\": {\"port\": 5}, \"nodeId\": 6}");

        BrokerConfig config = read(options, environment, file);

        assertThat(config.kafka().port()).isEqualTo(1);
        assertThat(config.http().port()).isEqualTo(3);
        assertThat(config.nodeId()).isEqualTo(6);
    }

    @Test
    void readsEveryEnvironmentVariableByItsPath() {
        BrokerConfig config = read(environment(
                "TAILWATER_STORAGE__ENGINE", "chronicle",
                "TAILWATER_STORAGE__CHECKPOINT_INTERVAL_MILLIS", "5000",
                "TAILWATER_PRODUCERS__CHECK", "header",
                "TAILWATER_TOPICS__AUTO_CREATE", "false",
                "TAILWATER_TOPICS__SETTINGS__MAX_MESSAGE_BYTES", "77",
                "HOME", "/nowhere"));

        assertThat(config.storage().engine()).isEqualTo("chronicle");
        assertThat(config.storage().checkpointIntervalMillis()).isEqualTo(5_000);
        assertThat(config.producers().check()).isEqualTo(CheckRules.Level.HEADER);
        assertThat(config.topics().autoCreate()).isFalse();
        assertThat(config.topics().settings()).containsExactly(Map.entry("max.message.bytes", "77"));
    }

    @Test
    void readsListsFromFilesAndFromTheEnvironment() {
        BrokerConfig fromFile = read(file("""
                {"http": {"allowedHosts": ["a.example", "b.example"], "webSocket": {"maxSubscriptions": 3}}}"""));
        BrokerConfig fromEnvironment = read(environment(
                "TAILWATER_HTTP__ALLOWED_HOSTS", "a.example, b.example",
                "TAILWATER_HTTP__WEB_SOCKET__MAX_SUBSCRIPTIONS", "3"));

        assertThat(fromFile.http().allowedHosts()).containsExactly("a.example", "b.example");
        assertThat(fromFile.http().webSocket().maxSubscriptions()).isEqualTo(3);
        assertThat(fromEnvironment.http()).isEqualTo(fromFile.http());
        refuses(
                "http.allowedHosts must be texts, in an array or with commas between them, not '[1]' (tailwater.json).",
                file("{\"http\": {\"allowedHosts\": [1]}}"));
    }

    @Test
    void readsWhatGroupsAndTransactionsAreLike() {
        BrokerConfig config = read(file("""
                {"groups": {"partitions": 3, "maxSize": 7}, "transactions": {"partitions": 2},
                 "coordinators": {"compactAboveBytes": 99}}"""));

        assertThat(config.groups().partitions()).isEqualTo(3);
        assertThat(config.groups().maxSize()).isEqualTo(7);
        assertThat(config.transactions().partitions()).isEqualTo(2);
        assertThat(config.coordinators().compactAboveBytes()).isEqualTo(99);
        assertThat(config.coordinators().compactAboveMultiple())
                .isEqualTo(CoordinatorsConfig.DEFAULTS.compactAboveMultiple());
    }

    @Test
    void refusesSessionBoundsThatContradictEachOther() {
        refuses(
                "groups.maxSessionTimeoutMillis must be at least groups.minSessionTimeoutMillis (6000), not 5",
                file("{\"groups\": {\"maxSessionTimeoutMillis\": 5}}"));
    }

    @Test
    void mergesMapsOfFreeNames() {
        BrokerConfig config = read(
                environment("TAILWATER_TOPICS__SETTINGS__FLUSH_MS", "1"),
                file("{\"topics\": {\"settings\": {\"flush.ms\": 2, \"segment.bytes\": 4096}}}"));

        assertThat(config.topics().settings())
                .containsExactlyInAnyOrderEntriesOf(Map.of("flush.ms", "1", "segment.bytes", "4096"));
    }

    @Test
    void namesTheNearestSettingWhenOneIsUnknown() {
        refuses(
                "There is no setting storage.engin (tailwater.json): did you mean storage.engine?",
                file("{\"storage\": {\"engin\": \"mmap\"}}"));
        refuses(
                "There is no setting TAILWATER_KAFKA__PROT (the environment): did you mean kafka.port?",
                environment("TAILWATER_KAFKA__PROT", "1"));
        refuses("There is no setting nodeid (tailwater.json): did you mean nodeId?", file("{\"nodeid\": 1}"));
    }

    @Test
    void leavesVariablesThatLeadIntoNoSectionToOthers() {
        assertThat(read(environment("TAILWATER_HOME", "/opt", "TAILWATER_NODE_ID", "7"))
                        .nodeId())
                .isEqualTo(7);
    }

    @Test
    void saysWhatAValueShouldBe() {
        refuses("kafka.port must be a whole number, not 'x' (tailwater.json).", file("{\"kafka\": {\"port\": \"x\"}}"));
        refuses(
                "topics.autoCreate must be true or false, not 'yes' (the environment).",
                environment("TAILWATER_TOPICS__AUTO_CREATE", "yes"));
        refuses(
                "producers.check must be one of records, header, not 'none' (tailwater.json).",
                file("{\"producers\": {\"check\": \"none\"}}"));
        refuses(
                "storage must be a section with settings of its own, not 'mmap' (tailwater.json).",
                file("{\"storage\": \"mmap\"}"));
        refuses(
                "kafka.port must be a whole number, not '9092.5' (tailwater.json).",
                file("{\"kafka\": {\"port\": 9092.5}}"));
    }

    @Test
    void refusesAddressesThatTheNetworkCanReach() {
        assertThatThrownBy(() -> read(file("{\"kafka\": {\"host\": \"0.0.0.0\"}}")))
                .hasMessageContaining("--allow-unauthenticated-network");
        assertThatThrownBy(() -> read(environment("TAILWATER_HTTP__HOST", "0.0.0.0")))
                .hasMessageContaining("http.host");
        assertThat(read(file("{\"kafka\": {\"host\": \"0.0.0.0\"}, \"allowUnauthenticatedNetwork\": true}"))
                        .kafka()
                        .host())
                .isEqualTo("0.0.0.0");
    }

    @Test
    void opensToTheNetworkWhereClientsHaveToLogIn() {
        BrokerConfig config = read(file("""
                {"kafka": {"host": "0.0.0.0", "authentication": ["scram-sha-256"]}}"""));

        assertThat(config.kafka().authentication()).containsExactly("SCRAM-SHA-256");
        assertThat(config.warnings()).singleElement().asString().contains("is not encrypted");
    }

    @Test
    void refusesPasswordsThatAnybodyCouldReadOnTheWay() {
        String open = """
                {"kafka": {"host": "0.0.0.0", "authentication": "PLAIN,SCRAM-SHA-512"}, "allowCleartextPasswords": %s}""";

        assertThatThrownBy(() -> read(file(open.formatted(false)))).hasMessageContaining("kafka.tls.certificate");
        assertThat(read(file(open.formatted(true))).warnings())
                .singleElement()
                .asString()
                .contains("passwords or tokens without encryption");
        assertThat(read(file(open.formatted(false).replace("0.0.0.0", "127.0.0.1")))
                        .warnings())
                .isEmpty();
    }

    @Test
    void refusesToTakeTokensAloneWhereNothingCanCheckThem() {
        String tokens = """
                {"%s": {"authentication": "%s"}, "security": {"authentication": {"authenticators": "%s"}}}""";

        String remedy = ", and nothing here can check a token: name what does in security.authentication.authenticators"
                + " (such as jwt), or take passwords, too.";

        refuses("kafka.authentication is OAUTHBEARER" + remedy, file(tokens.formatted("kafka", "OAUTHBEARER", "")));
        refuses("http.authentication is BEARER" + remedy, file(tokens.formatted("http", "BEARER", "")));
        assertThat(read(file(tokens.formatted("http", "BEARER", "jwt"))).warnings())
                .isEmpty();
        assertThat(read(file(tokens.formatted("http", "BASIC,BEARER", ""))).warnings())
                .singleElement()
                .asString()
                .contains("takes tokens, which nothing here can check");
    }

    @Test
    void readsFurtherListenersByTheirNames() {
        BrokerConfig config = read(
                environment(
                        "TAILWATER_LISTENERS__OUT_SIDE__PORT", "9443",
                        "TAILWATER_LISTENERS__OUT_SIDE__TLS__PASSWORD", "unseen"),
                file("""
                {"listeners": {"out-side": {"protocol": "any", "port": 1, "advertised": "a.example:9443",
                  "tls": {"certificate": "b.p12", "trust": "c.pem", "clientAuthentication": "wanted",
                          "principalMapping": "RULE:^CN=(.*?),.*$/$1/,DEFAULT"}}}}"""));

        assertThat(config.listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.name()).isEqualTo("out-side");
            assertThat(listener.port()).isEqualTo(9443);
            assertThat(listener.tls().clientAuthentication()).isEqualTo(ClientAuthentication.WANTED);
            assertThat(listener.tls().password().text()).isEqualTo("unseen");
        });
        assertThat(config.toString()).doesNotContain("unseen");
        refuses(
                "There is no setting listeners.x.prot (tailwater.json): did you mean listeners.x.port?",
                file("{\"listeners\": {\"x\": {\"prot\": 1}}}"));
        refuses(
                "x.authentication must be some of BASIC, BEARER, not 'PLAIN'",
                file("{\"listeners\": {\"x\": {\"protocol\": \"http\", \"authentication\": [\"PLAIN\"]}}}"));
    }

    @Test
    void neverShowsASecretThatIsWrittenWrong() {
        assertThatThrownBy(() -> read(file("{\"kafka\": {\"tls\": {\"password\": {\"unseen\": 1}}}}")))
                .hasMessageContaining("kafka.tls.password must be text")
                .hasMessageNotContaining("unseen");
    }

    @Test
    void refusesTwoListenersInOnePlaceButForTheTwoThatMayShareIt() {
        assertThat(read(file("{\"http\": {\"port\": 9092}}")).allListeners())
                .singleElement()
                .satisfies(listener -> assertThat(listener.protocol()).isEqualTo(ListenerProtocol.ANY));
        refuses("there are two listeners on 127.0.0.1:9092", file("{\"listeners\": {\"x\": {\"port\": 9092}}}"));
        refuses("there are two listeners 'kafka'", file("{\"listeners\": {\"kafka\": {\"port\": 1}}}"));
    }

    @Test
    void aNullSaysNothing() {
        assertThat(read(file("{\"kafka\": null, \"nodeId\": null}"))).isEqualTo(BrokerConfig.DEFAULTS);
    }
}

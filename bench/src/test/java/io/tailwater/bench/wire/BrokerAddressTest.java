package io.tailwater.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTest {

    @Test
    void readsHostAndPort() {
        assertThat(BrokerAddress.parse("localhost:9092")).isEqualTo(new BrokerAddress("localhost", 9092));
        assertThat(BrokerAddress.parse("[::1]:9092")).isEqualTo(new BrokerAddress("::1", 9092));
        assertThat(BrokerAddress.parse("[::1]:9092")).hasToString("[::1]:9092");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", ":9092", "localhost:", "localhost:0", "localhost:70000", "localhost:x"})
    void refusesWhatIsNotAnAddress(String text) {
        assertThatThrownBy(() -> BrokerAddress.parse(text))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("host:port");
    }

    @Test
    void loadsOnlyThisMachineUnlessAllowed() {
        BrokerAddress remote = new BrokerAddress("192.0.2.1", 9092);

        assertThatThrownBy(() -> remote.resolve(false))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("--allow-remote");
        assertThat(remote.resolve(true).getPort()).isEqualTo(9092);
        assertThat(new BrokerAddress("127.0.0.1", 1).resolve(false).getPort()).isEqualTo(1);
    }
}

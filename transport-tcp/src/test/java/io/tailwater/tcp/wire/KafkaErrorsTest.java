package io.tailwater.tcp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KafkaErrorsTest {

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeOfCoreHasKafkasNumber(ErrorCode code) {
        assertThat(KafkaErrors.of(code).name()).isEqualTo(code.name());
        assertThat(KafkaErrors.number(code)).isNotZero();
    }
}

package io.tailwater.core.transaction.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.transaction.PartitionName;
import io.tailwater.core.transaction.TransactionStatus;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogKey;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue.PartitionsSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That Kafka reads what we write, and we what Kafka writes in any version. */
class TransactionRecordFormatTest {

    private static final SortedSet<PartitionName> PARTITIONS =
            new TreeSet<>(List.of(new PartitionName("größe", 7), new PartitionName("a", 2), new PartitionName("a", 0)));

    @Test
    void keysAreKafkas() {
        ByteBuffer kafkas = ByteBuffer.wrap(
                MessageUtil.toCoordinatorTypePrefixedBytes(new TransactionLogKey().setTransactionalId("zahlungen-ü")));

        assertThat(TransactionKey.encode("zahlungen-ü")).isEqualTo(kafkas);
        assertThat(TransactionKey.decode(kafkas.duplicate())).isEqualTo("zahlungen-ü");
        assertThat(TransactionKey.decode(ByteBuffer.wrap(new byte[] {0, 9, 0, 0})))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource
    void kafkaReadsWhatWeWrite(TransactionStatus status) {
        TransactionValue value = value(status, status == TransactionStatus.EMPTY ? new TreeSet<>() : PARTITIONS);

        ByteBuffer encoded = value.encode();
        short version = encoded.duplicate().getShort();
        TransactionLogValue read = new TransactionLogValue(
                new ByteBufferAccessor(encoded.duplicate().position(2)), version);

        assertThat(read.producerId()).isEqualTo(4711);
        assertThat(read.previousProducerId()).isEqualTo(4710);
        assertThat(read.nextProducerId()).isEqualTo(4712);
        assertThat(read.producerEpoch()).isEqualTo((short) 5);
        assertThat(read.transactionTimeoutMs()).isEqualTo(60_000);
        assertThat(read.transactionStatus()).isEqualTo((byte) status.number());
        assertThat(read.transactionLastUpdateTimestampMs()).isEqualTo(1L << 41);
        assertThat(read.transactionStartTimestampMs()).isEqualTo(1L << 40);
        assertThat(read.clientTransactionVersion()).isEqualTo((short) 2);
        if (status == TransactionStatus.EMPTY) {
            assertThat(read.transactionPartitions()).isNull();
        } else {
            assertThat(read.transactionPartitions())
                    .containsExactly(
                            new PartitionsSchema().setTopic("a").setPartitionIds(List.of(0, 2)),
                            new PartitionsSchema().setTopic("größe").setPartitionIds(List.of(7)));
        }
        assertThat(TransactionValue.decode(encoded)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 1})
    void readsWhatKafkaWrites(short version) {
        TransactionLogValue kafkas = new TransactionLogValue()
                .setProducerId(4711)
                .setProducerEpoch((short) 5)
                .setTransactionTimeoutMs(60_000)
                .setTransactionStatus((byte) TransactionStatus.ONGOING.number())
                .setTransactionLastUpdateTimestampMs(1L << 41)
                .setTransactionStartTimestampMs(1L << 40)
                .setTransactionPartitions(List.of(
                        new PartitionsSchema().setTopic("a").setPartitionIds(List.of(2, 0)),
                        new PartitionsSchema().setTopic("größe").setPartitionIds(List.of(7))));
        if (version > 0) {
            kafkas.setPreviousProducerId(4710).setNextProducerId(4712).setClientTransactionVersion((short) 2);
        }

        TransactionValue read =
                TransactionValue.decode(ByteBuffer.wrap(MessageUtil.toVersionPrefixedBytes(version, kafkas)));

        long none = TransactionValue.NONE;
        assertThat(read)
                .isEqualTo(new TransactionValue(
                        4711,
                        version > 0 ? 4710 : none,
                        version > 0 ? 4712 : none,
                        (short) 5,
                        (short) none,
                        60_000,
                        TransactionStatus.ONGOING,
                        PARTITIONS,
                        1L << 41,
                        1L << 40,
                        (short) (version > 0 ? 2 : 0)));
    }

    @Test
    void refusesAVersionToCome() {
        assertThatThrownBy(() -> TransactionValue.decode(ByteBuffer.wrap(new byte[] {0, 2, 0, 0})))
                .hasMessageContaining("version 2");
    }

    private static TransactionValue value(TransactionStatus status, SortedSet<PartitionName> partitions) {
        return new TransactionValue(
                4711, 4710, 4712, (short) 5, (short) 4, 60_000, status, partitions, 1L << 41, 1L << 40, (short) 2);
    }
}

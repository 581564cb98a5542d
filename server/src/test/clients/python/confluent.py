"""confluent-kafka (librdkafka) against the broker at argv[1]: every compression, idempotence, transactions, groups whose
members come and go, eager and cooperative, commits, seeks, admin."""

import sys

from checks import check, run, until
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition, OFFSET_BEGINNING
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

SERVER = {"bootstrap.servers": sys.argv[1]}
TOPIC = "confluent"
EACH = 300
COMPRESSIONS = ["none", "gzip", "snappy", "lz4", "zstd"]

admin = AdminClient(SERVER)
sent = 0


def done(futures):
    for future in futures.values():
        future.result(60)


def send(prefix, topic=TOPIC, **settings):
    global sent
    producer = Producer({**SERVER, "acks": "all", **settings})
    failures = []
    for i in range(EACH):
        producer.produce(
            topic, "%s-%d" % (prefix, i), "key-%d" % i, headers=[("prefix", prefix.encode())],
            on_delivery=lambda error, message: failures.append(error) if error else None)
    producer.flush(60)
    check(not failures, "no failure, not %s" % failures)
    if topic == TOPIC:
        sent += EACH


class Member:
    """A member of a group that notes what it reads in a set that all members share."""

    def __init__(self, group, read, **settings):
        self.read = read
        self.consumer = Consumer({
            **SERVER, "group.id": group, "auto.offset.reset": "earliest", "session.timeout.ms": 30000,
            "heartbeat.interval.ms": 500, "auto.commit.interval.ms": 200, **settings})
        self.consumer.subscribe([TOPIC])

    def poll(self):
        for message in self.consumer.consume(100, 0.2):
            check(not message.error(), "a message, not %s" % message.error())
            self.read.add((message.partition(), message.offset(), message.value()))

    def partitions(self):
        return len(self.consumer.assignment())

    def close(self):
        self.consumer.close()


def shares_and_hands_over(group, **settings):
    read = set()
    first, second = Member(group, read, **settings), Member(group, read, **settings)

    def both():
        first.poll()
        second.poll()

    until(lambda: len(read) == sent, lambda: "%d messages, not %d" % (sent, len(read)), both)
    until(lambda: first.partitions() == 2 and second.partitions() == 2,
          lambda: "two partitions each, not %d and %d" % (first.partitions(), second.partitions()), both)
    send("shared " + group)
    until(lambda: len(read) == sent, lambda: "%d messages, not %d" % (sent, len(read)), both)
    second.close()
    until(lambda: first.partitions() == 4, lambda: "all partitions, not %d" % first.partitions(), first.poll)
    send("alone " + group)
    until(lambda: len(read) == sent, lambda: "%d messages, not %d" % (sent, len(read)), first.poll)
    first.consumer.commit(asynchronous=False)
    first.close()
    committed = committed_offsets(group)
    check(sum(committed) == sent, "%d committed, not %s" % (sent, committed))


def committed_offsets(group, topic=TOPIC, partitions=4):
    reader = Consumer({**SERVER, "group.id": group})
    offsets = [p.offset for p in reader.committed([TopicPartition(topic, i) for i in range(partitions)], 60)]
    reader.close()
    return offsets


def creates_a_topic():
    done(admin.create_topics([NewTopic(TOPIC, 2, 1, config={"retention.ms": "3600000"})]))
    done(admin.create_partitions([NewPartitions(TOPIC, 4)]))
    check(len(admin.list_topics(TOPIC, 60).topics[TOPIC].partitions) == 4, "four partitions")


def describes_its_configuration():
    resource = ConfigResource(ConfigResource.Type.TOPIC, TOPIC)
    config = admin.describe_configs([resource])[resource].result(60)
    check(config["retention.ms"].value == "3600000", "what was asked for, not %s" % config["retention.ms"].value)


def produces_with_every_compression():
    for compression in COMPRESSIONS:
        send(compression, **{"compression.type": compression})


def produces_idempotently():
    send("idempotent", **{"enable.idempotence": True})


def shares_and_hands_over_eagerly():
    shares_and_hands_over("confluent-eager", **{"partition.assignment.strategy": "range"})


def shares_and_hands_over_cooperatively():
    shares_and_hands_over("confluent-cooperative", **{"partition.assignment.strategy": "cooperative-sticky"})


def keeps_its_place_as_a_static_member():
    read = set()
    settings = {"group.instance.id": "confluent-1"}
    member = Member("confluent-static", read, **settings)
    until(lambda: len(read) == sent, lambda: "%d messages, not %d" % (sent, len(read)), member.poll)
    member.close()
    again = Member("confluent-static", read, **settings)
    until(lambda: again.partitions() == 4, lambda: "all partitions, not %d" % again.partitions(), again.poll)
    again.close()


def seeks():
    read = set()
    member = Member("confluent-seek", read)
    until(lambda: len(read) == sent, lambda: "%d messages, not %d" % (sent, len(read)), member.poll)
    read.clear()
    for partition in range(4):
        member.consumer.seek(TopicPartition(TOPIC, partition, OFFSET_BEGINNING))
    until(lambda: len(read) == sent, lambda: "%d messages again, not %d" % (sent, len(read)), member.poll)
    member.close()


def lists_groups():
    groups = {group.id: group for group in admin.list_groups(timeout=60)}
    check("confluent-eager" in groups, "the group in the list, not %s" % list(groups))


def commits_a_transaction_and_aborts_another():
    topic = "confluent-transactions"
    producer = Producer({**SERVER, "transactional.id": "confluent-transactions"})
    producer.init_transactions(60)
    producer.begin_transaction()
    producer.produce(topic, "aborted")
    producer.flush(60)
    producer.abort_transaction(60)
    producer.begin_transaction()
    producer.produce(topic, "committed")
    member = Consumer({**SERVER, "group.id": "confluent-transactions", "auto.offset.reset": "earliest",
                       "isolation.level": "read_committed", "enable.auto.commit": False})
    producer.send_offsets_to_transaction([TopicPartition(topic, 0, 7)], member.consumer_group_metadata(), 60)
    producer.commit_transaction(60)
    member.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
    values = []
    until(lambda: values, lambda: "what was committed",
          lambda: values.extend(message.value() for message in member.consume(1, 0.2)))
    member.close()
    check(values == [b"committed"], "only what was committed, not %s" % values)
    offsets = committed_offsets("confluent-transactions", topic, 1)
    check(offsets == [7], "the offset of the transaction, not %s" % offsets)


def refuses_what_is_not_there():
    try:
        Consumer({**SERVER, "group.id": "g"}).get_watermark_offsets(TopicPartition("not-there", 0), 5)
    except KafkaException as refused:
        check("UNKNOWN" in str(refused).upper(), "an unknown topic, not %s" % refused)
    else:
        check(False, "a refusal")


def deletes_topics():
    done(admin.delete_topics([TOPIC, "confluent-transactions"]))
    check(TOPIC not in admin.list_topics(timeout=60).topics, "the topic gone")


run(creates_a_topic, describes_its_configuration, produces_with_every_compression, produces_idempotently,
    shares_and_hands_over_eagerly, shares_and_hands_over_cooperatively, keeps_its_place_as_a_static_member, seeks,
    lists_groups, commits_a_transaction_and_aborts_another, refuses_what_is_not_there, deletes_topics)

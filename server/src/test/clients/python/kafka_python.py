"""kafka-python against the broker at argv[1]: compressions, groups whose members come and go, commits, seeks, admin."""

import sys
import threading
import time

from checks import check, run, until
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewPartitions, NewTopic
from kafka.codec import has_gzip, has_lz4, has_snappy

SERVER = {"bootstrap_servers": sys.argv[1]}
TOPIC = "kafka-python"
GROUP = "kafka-python-group"
EACH = 300
COMPRESSIONS = [None] + [name for name, there in (("gzip", has_gzip()), ("snappy", has_snappy()), ("lz4", has_lz4())) if there]

admin = KafkaAdminClient(**SERVER)
read = set()
sent = 0


class Member:
    """A member of the group, polled by a thread of its own (joining waits for the others), that notes what it reads in a set
    that all members share."""

    def __init__(self):
        self.consumer = KafkaConsumer(
            TOPIC, group_id=GROUP, auto_offset_reset="earliest", session_timeout_ms=30000, heartbeat_interval_ms=500,
            auto_commit_interval_ms=200, **SERVER)
        self.asked = None
        self.stopping = False
        self.thread = threading.Thread(target=self._poll, daemon=True)
        self.thread.start()

    def _poll(self):
        while not self.stopping:
            for messages in self.consumer.poll(100).values():
                read.update((message.partition, message.offset, message.value) for message in messages)
            if self.asked:
                self.asked()
                self.asked = None
        self.consumer.close()

    def ask(self, action):
        """Has its thread do it, since a consumer belongs to one thread."""
        self.asked = action
        until(lambda: self.asked is None, lambda: "that it was done", pause)

    def partitions(self):
        return len(self.consumer.assignment())

    def close(self):
        self.stopping = True
        self.thread.join(60)


first = second = None


def pause():
    time.sleep(0.05)


def send(prefix, compression=None):
    global sent
    producer = KafkaProducer(acks="all", compression_type=compression, **SERVER)
    futures = [producer.send(TOPIC, b"%s-%d" % (prefix.encode(), i), b"key-%d" % i) for i in range(EACH)]
    for future in futures:
        future.get(60)
    producer.close()
    sent += EACH


def creates_a_topic():
    admin.create_topics([NewTopic(TOPIC, 2, 1)])
    admin.create_partitions({TOPIC: NewPartitions(4)})
    check(TOPIC in admin.list_topics(), "the topic in the list")


def describes_its_configuration():
    answers = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, TOPIC)])
    names = {entry[0] for answer in answers for resource in answer.resources for entry in resource[4]}
    check("retention.ms" in names, "retention.ms among %s" % names)


def produces_with_every_compression():
    for compression in COMPRESSIONS:
        send(str(compression), compression)


def one_member_reads_all_of_it():
    global first
    first = Member()
    until(lambda: len(read) == sent, lambda: "%d messages, not %d" % (sent, len(read)), pause)


def a_second_member_takes_its_share():
    global second
    second = Member()
    until(lambda: first.partitions() == 2 and second.partitions() == 2,
          lambda: "two partitions each, not %d and %d" % (first.partitions(), second.partitions()), pause)
    send("shared")
    until(lambda: len(read) == sent, lambda: "%d messages, not %d" % (sent, len(read)), pause)


def who_leaves_hands_its_partitions_over():
    second.close()
    until(lambda: first.partitions() == 4, lambda: "all partitions, not %d" % first.partitions(), pause)


def seeks():
    first.ask(lambda: (read.clear(), first.consumer.seek_to_beginning()))
    until(lambda: len(read) == sent, lambda: "%d messages again, not %d" % (sent, len(read)), pause)


def keeps_what_it_commits():
    first.ask(first.consumer.commit)
    first.close()
    reader = KafkaConsumer(group_id=GROUP, **SERVER)
    committed = [reader.committed(TopicPartition(TOPIC, i)) for i in range(4)]
    reader.close()
    check(sum(committed) == sent, "%d committed, not %s" % (sent, committed))


def describes_the_group():
    check((GROUP, "consumer") in admin.list_consumer_groups(), "the group in the list")
    offsets = admin.list_consumer_group_offsets(GROUP)
    check(sum(offset.offset for offset in offsets.values()) == sent, "the offsets of the group")


def deletes_groups_and_topics():
    admin.delete_consumer_groups([GROUP])
    admin.delete_topics([TOPIC])
    check(TOPIC not in admin.list_topics(), "the topic gone")


run(creates_a_topic, describes_its_configuration, produces_with_every_compression, one_member_reads_all_of_it,
    a_second_member_takes_its_share, who_leaves_hands_its_partitions_over, seeks, keeps_what_it_commits,
    describes_the_group, deletes_groups_and_topics)

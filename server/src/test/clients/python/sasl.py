"""kafka-python against a broker that wants logins, at argv[1]; user and password are argv[2] and argv[3]. This version of it sends
the messages of SASL without headers, as clients before Kafka 1.0 did."""

import logging
import sys

from checks import check, run
from kafka import KafkaProducer
from kafka.errors import KafkaError

ADDRESS, USER, PASSWORD = sys.argv[1:4]
logging.disable(logging.CRITICAL)


def login(mechanism, password, patience_millis=30000):
    return dict(
        bootstrap_servers=ADDRESS, security_protocol="SASL_PLAINTEXT", sasl_mechanism=mechanism, sasl_plain_username=USER,
        sasl_plain_password=password, api_version_auto_timeout_ms=patience_millis)


def writes(mechanism):
    producer = KafkaProducer(acks="all", **login(mechanism, PASSWORD))
    written = producer.send("kafka-python-" + mechanism, b"hello").get(timeout=60)
    check(written.offset == 0, "the first record at offset 0")
    producer.close()


def refused(mechanism):
    try:
        KafkaProducer(**login(mechanism, "wrong", patience_millis=1500)).close()  # it tries for so long
    except KafkaError:
        return
    check(False, "a refused login")


def step(name, action, mechanism):
    def named():
        action(mechanism)

    named.__name__ = name + " " + mechanism
    return named


run(*(step(name, action, mechanism)
      for mechanism in ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
      for name, action in (("logs in with", writes), ("is refused with", refused))))

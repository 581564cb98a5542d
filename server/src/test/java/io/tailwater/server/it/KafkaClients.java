package io.tailwater.server.it;

import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Java clients of one broker, with their defaults unless told otherwise. Thread-safe.
 *
 * @param address the broker's {@code host:port}
 */
record KafkaClients(String address) {

    // The clients log every lost connection, which is what these tests are about. Held here, or it would be collected.
    private static final Logger CLIENT_LOG = quietened();

    /** A producer of bytes, with settings as alternating names and values. */
    Producer<byte[], byte[]> producer(Object... settings) {
        Map<String, Object> config = config(settings);
        config.putIfAbsent(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, address);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A consumer of bytes without a group, with settings as alternating names and values; it creates no topics. */
    Consumer<byte[], byte[]> consumer(Object... settings) {
        Map<String, Object> config = config(settings);
        config.putIfAbsent(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, address);
        config.putIfAbsent(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.putIfAbsent(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A share consumer of bytes, with settings as alternating names and values. */
    ShareConsumer<byte[], byte[]> shareConsumer(String group, Object... settings) {
        Map<String, Object> config = config(settings);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.putIfAbsent(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, address);
        return new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Admin admin() {
        return Admin.create(config(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address));
    }

    private static Map<String, Object> config(Object... settings) {
        Map<String, Object> config = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            config.put((String) settings[i], settings[i + 1]);
        }
        CLIENT_LOG.setLevel(Level.OFF);
        return config;
    }

    private static Logger quietened() {
        Logger logger = Logger.getLogger("org.apache.kafka");
        logger.setLevel(Level.OFF);
        return logger;
    }
}

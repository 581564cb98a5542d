package io.tailwater.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShopTest {

    private static final long OPENED = 1_800_000_000_000L;
    private static final int TICK_MILLIS = 100;

    private final long seed = System.nanoTime();
    private final Shop shop = new Shop(new SplittableRandom(seed), OPENED);

    @BeforeEach
    void printSeed() {
        System.out.println("seed " + seed);
    }

    private List<DemoRecord> minutes(int count) {
        List<DemoRecord> happened = new ArrayList<>();
        for (int tick = 1; tick <= count * 60_000 / TICK_MILLIS; tick++) {
            happened.addAll(shop.tick(OPENED + (long) tick * TICK_MILLIS));
        }
        return happened;
    }

    @Test
    void isSteadyAndHasSomethingForEveryTopic() {
        List<DemoRecord> happened = minutes(3);

        assertThat(happened.size() / 180).as("records a second").isBetween(15, 80);
        for (DemoTopic topic : DemoTopic.values()) {
            assertThat(happened).anyMatch(record -> record.topic() == topic);
        }
    }

    @Test
    void ordersGoStepByStepToTheirEnd() {
        Map<String, List<String>> steps = new LinkedHashMap<>();
        for (DemoRecord record : minutes(4)) {
            if (record.topic() == DemoTopic.ORDERS) {
                assertThat(record.value().getString("order")).isEqualTo(record.key());
                assertThat(record.value().getDouble("total")).isPositive();
                steps.computeIfAbsent(record.key(), key -> new ArrayList<>())
                        .add(record.value().getString("status"));
            }
        }

        List<String> shipped = List.of("placed", "paid", "packed", "shipped");
        List<String> cancelled = List.of("placed", "paid", "cancelled");
        assertThat(steps.values())
                .as("each a part of the way, since some were on it before and some are still")
                .allMatch(told -> Collections.indexOfSubList(shipped, told) >= 0
                        || Collections.indexOfSubList(cancelled, told) >= 0)
                .contains(shipped);
    }

    @Test
    void makesUpLittleAfterALongSleep() {
        assertThat(shop.tick(OPENED + 3_600_000)).hasSizeLessThan(200);
        assertThat(shop.tick(OPENED)).as("a clock that went back").isEmpty();
    }
}

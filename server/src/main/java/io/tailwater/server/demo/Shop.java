package io.tailwater.server.demo;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A shop that does not exist: visitors come, look at pages and sometimes buy, and orders go their way. Everything follows
 * from the generator of chance and the times it is given. Owned by one thread.
 */
final class Shop {

    private static final double VIEWS_PER_SECOND = 30;
    private static final double TIDE = 0.5;
    private static final double TIDE_MILLIS = 90_000;
    private static final int VISITORS = 60;
    private static final long LONGEST_TICK_MILLIS = 1_000;
    private static final long BUSY_SINCE_MILLIS = 60_000;

    private final RandomGenerator random;
    private final List<Visitor> visitors = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private long nextOrder;
    private long thenMillis;
    private double viewsDue;

    /** @param nowMillis when it is first looked at, busy already; orders are numbered from it, so that a later shop goes on */
    Shop(RandomGenerator random, long nowMillis) {
        this.random = random;
        this.thenMillis = nowMillis - BUSY_SINCE_MILLIS;
        this.nextOrder = thenMillis / 100 % 100_000_000;
        while (thenMillis < nowMillis) {
            tick(Math.min(thenMillis + LONGEST_TICK_MILLIS, nowMillis));
        }
    }

    /** What has happened since it was asked last; of a long time, such as a laptop's sleep, only the last second. */
    List<DemoRecord> tick(long nowMillis) {
        List<DemoRecord> happened = new ArrayList<>();
        long passed = Math.max(0, Math.min(nowMillis - thenMillis, LONGEST_TICK_MILLIS));
        thenMillis = nowMillis;
        double tide = 1 + TIDE * Math.sin(nowMillis * 2 * Math.PI / TIDE_MILLIS);
        viewsDue += VIEWS_PER_SECOND * tide * passed / 1000 * (0.5 + random.nextDouble());
        for (; viewsDue >= 1; viewsDue--) {
            view(nowMillis, happened);
        }
        for (Iterator<Order> iterator = orders.iterator(); iterator.hasNext(); ) {
            Order order = iterator.next();
            if (order.isDue(nowMillis)) {
                order.step(nowMillis);
                happened.add(new DemoRecord(DemoTopic.ORDERS, order.id(), order.tell()));
                if (order.finished()) {
                    iterator.remove();
                }
            }
        }
        return happened;
    }

    private void view(long nowMillis, List<DemoRecord> happened) {
        if (visitors.size() < VISITORS) {
            visitors.add(new Visitor(random, "v-" + Integer.toString(random.nextInt(1 << 20, 1 << 24), 36)));
        }
        int who = random.nextInt(visitors.size());
        Visitor visitor = visitors.get(who);
        happened.add(new DemoRecord(DemoTopic.PAGE_VIEWS, visitor.id(), visitor.view()));
        if (visitor.bought()) {
            Order order = new Order(random, "o-" + nextOrder++, visitor, nowMillis);
            orders.add(order);
            happened.add(new DemoRecord(DemoTopic.ORDERS, order.id(), order.tell()));
        }
        if (visitor.gone()) {
            visitors.remove(who);
        }
    }
}

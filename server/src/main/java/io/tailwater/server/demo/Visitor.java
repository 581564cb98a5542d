package io.tailwater.server.demo;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Somebody who looks around in the shop, page after page. Owned by the shop. */
final class Visitor {

    private static final List<String> NAMES = List.of(
            "Ada Novák",
            "Bo Lindqvist",
            "Chidi Okafor",
            "Dana Müller",
            "Elif Şahin",
            "Femi Adeyemi",
            "Grete Holm",
            "Hana Sato",
            "Ines Duarte",
            "João Silva",
            "Kofi Mensah",
            "Léa Martin",
            "Mei Chen",
            "Noor Khan");
    private static final List<String> COUNTRIES = List.of("DE", "FR", "GB", "JP", "NO", "PT", "SE", "US");
    private static final List<String> DEVICES = List.of("desktop", "phone", "phone", "tablet");
    private static final int MOST_PIECES = 3;

    private final RandomGenerator random;
    private final String id;
    private final String name;
    private final String country;
    private final String device;
    private final JsonObject basket = new JsonObject();
    private int basketCents;
    private @Nullable String page;
    private boolean gone;

    Visitor(RandomGenerator random, String id) {
        this.random = random;
        this.id = id;
        this.name = one(NAMES);
        this.country = one(COUNTRIES);
        this.device = one(DEVICES);
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    boolean gone() {
        return gone;
    }

    /** Whether this view paid for what is in the basket. */
    boolean bought() {
        return "/thanks".equals(page);
    }

    JsonObject basket() {
        return basket.copy();
    }

    int basketCents() {
        return basketCents;
    }

    /** Goes on to another page, or to the first. */
    JsonObject view() {
        String referrer = page;
        page = next();
        gone = bought() || random.nextInt(12) == 0;
        return new JsonObject()
                .put("visitor", id)
                .put("page", page)
                .put("referrer", referrer)
                .put("country", country)
                .put("device", device)
                .put("renderMillis", 20 + (int) Math.abs(random.nextGaussian() * 60));
    }

    private String next() {
        if ("/checkout".equals(page)) {
            return random.nextInt(4) == 0 ? "/basket" : "/thanks";
        }
        if ("/basket".equals(page) && random.nextInt(2) == 0) {
            return "/checkout";
        }
        if (page != null && page.startsWith("/products/") && random.nextInt(4) == 0) {
            putIntoBasket(page.substring("/products/".length()));
            return "/basket";
        }
        if (random.nextInt(5) == 0) {
            return page == null ? "/" : "/search?q=" + one(List.of("gift", "kitchen", "desk", "sale"));
        }
        return one(Product.ALL).page();
    }

    private void putIntoBasket(String sku) {
        int pieces = 1 + random.nextInt(MOST_PIECES);
        basket.put(sku, basket.getInteger(sku, 0) + pieces);
        for (Product product : Product.ALL) {
            basketCents += product.sku().equals(sku) ? pieces * product.cents() : 0;
        }
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}

package io.tailwater.server.demo;

import java.util.List;

/**
 * Something the shop sells.
 *
 * @param sku its name in addresses
 * @param cents its price
 */
record Product(String sku, int cents) {

    static final List<Product> ALL = List.of(
            new Product("enamel-mug", 1450),
            new Product("oak-desk-lamp", 8900),
            new Product("linen-notebook", 1890),
            new Product("brass-pen", 3400),
            new Product("wool-blanket", 11900),
            new Product("cast-iron-pan", 6250),
            new Product("cedar-candle", 2200),
            new Product("canvas-tote", 2750),
            new Product("pour-over-kettle", 7490),
            new Product("stoneware-bowl", 1990));

    String page() {
        return "/products/" + sku;
    }
}

/**
 * The broker as its users meet it: a process of its own, spoken to by real clients and by hostile ones.
 *
 * <p>Each {@code *IT} begins a {@link io.tailwater.server.it.BrokerProcess} (mostly through
 * {@link io.tailwater.server.it.RunningBroker}) on a data directory of its own and any free port, so that they need nothing
 * but the fat jar. {@link io.tailwater.server.it.KafkaClients} makes Java clients;
 * {@link io.tailwater.server.it.RawConnection} sends what no client would, while a
 * {@link io.tailwater.server.it.Bystander} makes sure that nobody else suffers from it.
 */
@NullMarked
package io.tailwater.server.it;

import org.jspecify.annotations.NullMarked;

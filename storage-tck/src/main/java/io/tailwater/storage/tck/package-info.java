/**
 * Suites that prove the storage contract of {@code io.tailwater.spi} for any engine. An engine's author has this module in
 * test scope and writes, for each suite ({@link io.tailwater.storage.tck.LogContract} is the first to get green):
 *
 * <pre>
 *   class MyLogContractTest extends LogContract {
 *       &#64;Override
 *       protected StorageUnderTest storage() {
 *           return new MyLogStorageProvider()::open;
 *       }
 *   }
 * </pre>
 *
 * <p>A failure prints a seed; {@code -Dtailwater.tck.seed=<seed>} runs just that. The engine in
 * {@link io.tailwater.storage.tck.memory} is the worked example, its tests show every binding. Suites tagged
 * {@code thorough} take minutes. Each test opens storages of its own; none shares state with another.
 */
@NullMarked
package io.tailwater.storage.tck;

import org.jspecify.annotations.NullMarked;

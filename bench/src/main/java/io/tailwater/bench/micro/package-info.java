/**
 * Microbenchmarks of Tailwater's own parts, run by JMH in processes of their own: {@code tailwater bench jmh}. Each class
 * is one step of the hot path: {@link io.tailwater.bench.micro.CheckBenchmark check},
 * {@link io.tailwater.bench.micro.BusBenchmark hand over}, {@link io.tailwater.bench.micro.AppendBenchmark append},
 * {@link io.tailwater.bench.micro.EncodeBenchmark answer}. {@link io.tailwater.bench.micro.GroupBenchmark} is about groups.
 */
@NullMarked
package io.tailwater.bench.micro;

import org.jspecify.annotations.NullMarked;

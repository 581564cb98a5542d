/** Checks and searches against Kafka's own builders and readers. */
package io.tailwater.records;

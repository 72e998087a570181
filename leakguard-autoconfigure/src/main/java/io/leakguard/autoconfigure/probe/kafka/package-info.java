/**
 * The probe of Kafka clients.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.kafka;

import org.jspecify.annotations.NullMarked;

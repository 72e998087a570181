package io.leakguard.autoconfigure.probe.kafka;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probe of Kafka clients.
 */
@AutoConfiguration
@ConditionalOnClass(name = "org.apache.kafka.clients.CommonClientConfigs")
@ConditionalOnProbe("kafka-clients")
public final class KafkaProbesAutoConfiguration {

	@Bean
	Probe leakGuardKafkaClientsProbe() {
		return new KafkaClientsProbe();
	}

}

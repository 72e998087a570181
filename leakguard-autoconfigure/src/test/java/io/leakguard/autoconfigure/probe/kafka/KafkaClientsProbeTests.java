package io.leakguard.autoconfigure.probe.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KafkaClientsProbe}.
 */
class KafkaClientsProbeTests {

	private static final String NAME = KafkaClientsProbe.POPULATION;

	private final Counts counts = Counts.of(new KafkaClientsProbe());

	private final List<KafkaProducer<String, String>> open = new ArrayList<>();

	@AfterEach
	void close() {
		this.open.forEach((producer) -> producer.close(Duration.ZERO));
	}

	@Test
	void aProducerPerRequestIsCountedUntilItIsClosed() {
		for (int i = 0; i < 10; i++) {
			this.open.add(producer());
			for (int j = 0; j < 3; j++) {
				this.counts.scan();
			}
		}
		Group group = this.counts.population(NAME).groups().get(0);
		assertThat(group.count()).isEqualTo(10);
		assertThat(group.culprit().type()).isEqualTo(KafkaProducer.class.getName());
		assertThat(this.counts.saysOldestNeverLeave(NAME, group.key())).isTrue();
		assertThat(this.counts.population(NAME).kind()).isEqualTo(Kind.CLIENT_PER_REQUEST);
		close();
		this.open.clear();
		for (int j = 0; j < 3; j++) {
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).count()).isZero();
	}

	@Test
	void producersThatAreClosedAreNoSign() {
		for (int i = 0; i < 10; i++) {
			KafkaProducer<String, String> producer = producer();
			for (int j = 0; j < 3; j++) {
				this.counts.scan();
			}
			producer.close(Duration.ZERO);
		}
		for (int j = 0; j < 3; j++) {
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).groups()).isEmpty();
	}

	private static KafkaProducer<String, String> producer() {
		return new KafkaProducer<>(Map.of("bootstrap.servers", "localhost:1", "key.serializer", StringSerializer.class,
				"value.serializer", StringSerializer.class));
	}

}

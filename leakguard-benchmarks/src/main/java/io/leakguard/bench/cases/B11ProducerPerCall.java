package io.leakguard.bench.cases;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * B11: a Kafka producer per call, never closed.
 */
public class B11ProducerPerCall extends TwinCase {

	/** The leak. */
	public B11ProducerPerCall() {
		this(false);
	}

	B11ProducerPerCall(boolean mended) {
		super("B11", mended, Set.of("CLIENT_PER_REQUEST"), "KafkaProducer", "kafka", "B11ProducerPerCall");
	}

	@Override
	public int stepsPerScan() {
		return 1;
	}

	@Override
	public Map<String, Object> properties() {
		return Map.of("logging.level.org.apache.kafka", "off");
	}

	@Override
	public void step(long index) {
		new Sender().send(isMended());
	}

	static class Sender {

		void send(boolean mended) {
			KafkaProducer<String, String> producer = new KafkaProducer<>(
					Map.of("bootstrap.servers", "localhost:1", "reconnect.backoff.ms", "10000"), new StringSerializer(),
					new StringSerializer());
			if (mended) {
				producer.close(Duration.ZERO);
			}
		}

	}

	/** The same with the fix. */
	public static final class Mended extends B11ProducerPerCall {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}

package io.leakguard.autoconfigure.probe.logging;

import io.leakguard.autoconfigure.probe.Counts;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoggersProbe}.
 */
class LoggersProbeTests {

	private static final String NAME = LoggersProbe.POPULATION;

	private final Counts counts = Counts.of(new LoggersProbe());

	@Test
	void aLoggerPerRequestIsCountedByThePatternOfItsName() {
		for (int i = 0; i < 30; i++) {
			LoggerFactory.getLogger("audit.request-" + i);
			this.counts.scan();
		}
		assertThat(this.counts.count(NAME, "logger audit.request*")).isEqualTo(30);
		assertThat(this.counts.saysOldestNeverLeave(NAME, "logger audit.request*")).isTrue();
	}

	@Test
	void aLoggerThatIsAskedForAgainIsTheSame() {
		for (int i = 0; i < 30; i++) {
			LoggerFactory.getLogger("audit.again-1");
			this.counts.scan();
		}
		assertThat(this.counts.count(NAME, "logger audit.again*")).isZero();
	}

}

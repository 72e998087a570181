package io.leakguard.autoconfigure.probe.context;

import java.util.Map;

import io.leakguard.autoconfigure.probe.Counts;
import org.junit.jupiter.api.Test;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PropertySourcesProbe}.
 */
class PropertySourcesProbeTests {

	private static final String NAME = PropertySourcesProbe.POPULATION;

	private static final String GROUP = "property source tenant*";

	private final StandardEnvironment environment = new StandardEnvironment();

	private final Counts counts = Counts.of(new PropertySourcesProbe(this.environment));

	@Test
	void aSourcePerTenantIsCountedByThePatternOfItsName() {
		for (int i = 0; i < 30; i++) {
			add("tenant-" + i);
			this.counts.scan();
		}
		assertThat(this.counts.count(NAME, GROUP)).isEqualTo(30);
		assertThat(this.counts.saysOldestNeverLeave(NAME, GROUP)).isTrue();
	}

	@Test
	void aSourceThatIsReplacedIsTheSame() {
		for (int i = 0; i < 30; i++) {
			add("tenant-1");
			this.counts.scan();
		}
		assertThat(this.counts.count(NAME, GROUP)).isZero();
	}

	private void add(String name) {
		this.environment.getPropertySources().addLast(new MapPropertySource(name, Map.of("limit", 1)));
	}

}

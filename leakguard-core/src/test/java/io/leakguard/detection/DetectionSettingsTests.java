package io.leakguard.detection;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DetectionSettings}.
 */
class DetectionSettingsTests {

	@Test
	void aValueOutOfRangeIsNamedWithTheRange() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new DetectionSettings(5, 20, 24, 45, 0.3, 0.04, 1, 5, 8, 30, 0.4, 0.6, 0.25, 1,
					Duration.ofSeconds(3), 0.2, Duration.ofHours(1), 30, 16, 0.02, 16, Duration.ofDays(1)))
			.withMessage("'minScans' is 5 but must be between 12 and 128");
	}

	@Test
	void theDefaultsAreValid() {
		assertThat(DetectionSettings.defaults().minScans()).isEqualTo(12);
	}

}

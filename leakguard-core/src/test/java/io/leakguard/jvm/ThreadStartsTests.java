package io.leakguard.jvm;

import io.leakguard.population.ApplicationFrames;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadStarts}.
 */
class ThreadStartsTests {

	@Test
	void whereMemoryIsShortNoRecordingIsStarted() {
		try (ThreadStarts starts = new ThreadStarts(new ApplicationFrames(), () -> false)) {
			starts.start();
			assertThat(starts.isRunning()).isFalse();
		}
	}

	@Test
	void whereThereIsRoomItIs() {
		try (ThreadStarts starts = new ThreadStarts(new ApplicationFrames(), () -> true)) {
			starts.start();
			assertThat(starts.isRunning()).isTrue();
		}
	}

}

package io.leakguard.jvm;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MethodRecording} that need no JVM with method timing; the others are
 * {@link ConstructionsTests}.
 */
class MethodRecordingTests {

	private final AtomicLong total = new AtomicLong(1_000);

	private final OwnClasses own = new OwnClasses(this.total::get, () -> 0);

	private final MethodRecording recording = new MethodRecording(this.own);

	@Test
	void whatIsLoadedAfterARecordingThatNeverBeganIsTheApplications() {
		this.recording.end();
		this.recording.time("com.acme.Order::<init>", Duration.ofSeconds(10), (method, invocations, at) -> true);
		this.recording.trace("com.acme.Order::<init>", Duration.ofSeconds(10), (method, callers) -> true);
		this.total.addAndGet(100);
		assertThat(this.own.count()).isZero();
	}

}

package io.leakguard.jvm;

import java.util.concurrent.CountDownLatch;

import io.leakguard.population.Group;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FinalizationProbe}.
 */
class FinalizationProbeTests {

	@Test
	void theClassesThatWaitForABlockedFinalizerAreNamed() {
		MinuteScans scans = new MinuteScans(new FinalizationProbe(DiagnosticCommand.ofThisJvm()));
		CountDownLatch release = new CountDownLatch(1);
		try {
			for (int i = 0; i < 200; i++) {
				new Slow(release);
			}
			Awaitility.await().untilAsserted(() -> {
				System.gc();
				scans.scan();
				assertThat(scans.population("jvm.finalization.pending").count()).isGreaterThan(150);
				Group group = scans.group("jvm.finalization.pending", Slow.class.getName()).orElseThrow();
				assertThat(group.count()).isGreaterThan(150);
			});
		}
		finally {
			release.countDown();
		}
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(scans.scan().population("jvm.finalization.pending").count()).isLessThan(10));
		assertThat(scans.population("jvm.finalization.pending").groups()).isEmpty();
	}

	@Test
	void aFewThatWaitAreNotLookedAt() {
		MinuteScans scans = new MinuteScans(new FinalizationProbe(() -> 3, (operation, arguments) -> {
			throw new AssertionError(operation);
		}, Ration.light()));
		assertThat(scans.scan().population("jvm.finalization.pending").groups()).isEmpty();
	}

	@Test
	void theHeadingIsNotAClass() {
		assertThat(FinalizationProbe.parse("""
				Unreachable instances waiting for finalization
				#instances  class name
				-----------------------
				       200  com.acme.Conn
				         1  java.util.jar.JarFile
				""")).extracting(Group::key).containsExactly("com.acme.Conn", "java.util.jar.JarFile");
	}

	@SuppressWarnings({ "removal", "deprecation" })
	static class Slow {

		private final CountDownLatch release;

		Slow(CountDownLatch release) {
			this.release = release;
		}

		@Override
		protected void finalize() throws InterruptedException {
			this.release.await();
		}

	}

}

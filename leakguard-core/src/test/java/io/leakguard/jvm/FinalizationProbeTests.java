package io.leakguard.jvm;

import java.util.concurrent.CountDownLatch;

import io.leakguard.population.Culprit;
import io.leakguard.population.Sign;
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
				assertThat(scans.population("jvm.finalization.pending").culprit().type())
					.isEqualTo(Slow.class.getName());
			});
		}
		finally {
			release.countDown();
		}
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(scans.scan().population("jvm.finalization.pending").count()).isLessThan(10));
		assertThat(scans.population("jvm.finalization.pending").culprit()).isEqualTo(Culprit.UNKNOWN);
	}

	@Test
	void aBacklogOfOneClassThatOnlyGrowsIsASign() {
		int[] pending = { 0 };
		MinuteScans scans = new MinuteScans(new FinalizationProbe(() -> pending[0],
				(operation, arguments) -> pending[0] + "  com.acme.Conn\n", Ration.light()));
		for (pending[0] = 20; pending[0] < 120; pending[0] += 20) {
			scans.scan();
		}
		assertThat(scans.population("jvm.finalization.pending").signs()).containsExactly(Sign.SAME_CLASS_GROWS);
		pending[0] = 50;
		assertThat(scans.scan().population("jvm.finalization.pending").signs()).isEmpty();
	}

	@Test
	void aFewThatWaitAreNotLookedAt() {
		MinuteScans scans = new MinuteScans(new FinalizationProbe(() -> 3, (operation, arguments) -> {
			throw new AssertionError(operation);
		}, Ration.light()));
		assertThat(scans.scan().population("jvm.finalization.pending").culprit()).isEqualTo(Culprit.UNKNOWN);
	}

	@Test
	void theHeadingIsNotAClass() {
		assertThat(FinalizationProbe.parse("""
				Unreachable instances waiting for finalization
				#instances  class name
				-----------------------
				       200  com.acme.Conn
				         1  java.util.jar.JarFile
				""")).containsOnlyKeys("com.acme.Conn", "java.util.jar.JarFile");
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

package io.leakguard.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FlightRecorderUse}.
 */
class FlightRecorderUseTests {

	@Test
	void theRecorderIsNotUsedBeforeItIsPreparedWhereItsStartRewritesClasses() throws Exception {
		boolean harmless = !FlightRecorderUse.rewritesClasses();
		assertThat(inNewJvm("prepare"))
			.isEqualTo("allowed %s, started false; allowed true, started %s".formatted(harmless, !harmless));
	}

	@Test
	void aPreparedRecorderIsKeptQuietUntilItIsClosed() {
		try (FlightRecorderUse use = new FlightRecorderUse(true, () -> true)) {
			use.prepare();
			if (FlightRecorderUse.rewritesClasses()) {
				Awaitility.await().untilAsserted(() -> assertThat(recordings()).contains("leakguard-quiet"));
			}
		}
		assertThat(recordings()).doesNotContain("leakguard-quiet");
	}

	@Test
	void whatIsClosedWhileItPreparesKeepsNothing() {
		FlightRecorderUse use = new FlightRecorderUse(true, () -> true);
		use.prepare();
		use.close();
		use.prepare();
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("leakguard-flight-recorder"));
		assertThat(recordings()).doesNotContain("leakguard-quiet");
	}

	private static List<String> recordings() {
		return FlightRecorder.getFlightRecorder().getRecordings().stream().map(Recording::getName).toList();
	}

	@Test
	void withoutPreparationItStaysUnused() throws Exception {
		boolean harmless = !FlightRecorderUse.rewritesClasses();
		assertThat(inNewJvm("leave"))
			.isEqualTo("allowed %s, started false; allowed %s, started false".formatted(harmless, harmless));
	}

	@Test
	void whereMemoryIsShortOrItIsSwitchedOffItIsNotStarted() throws Exception {
		assertThat(inNewJvm("short")).isEqualTo("allowed false, started false; allowed false, started false");
		assertThat(inNewJvm("off")).isEqualTo("allowed false, started false; allowed false, started false");
	}

	@Test
	void aRecorderThatRunsAnywayMayBeUsed() {
		FlightRecorder.getFlightRecorder();
		assertThat(new FlightRecorderUse(true, () -> true).isAllowed()).isTrue();
		assertThat(new FlightRecorderUse(true, () -> false).isAllowed()).isFalse();
		assertThat(new FlightRecorderUse(false, () -> true).isAllowed()).isFalse();
	}

	/** Whether the recorder has been started is for the whole process and for good. */
	private static String inNewJvm(String what) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Fresh.class.getName(), what)
			.redirectErrorStream(true)
			.start();
		String printed = new String(process.getInputStream().readAllBytes()).strip();
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		return printed;
	}

	/** Runs in a JVM of its own. */
	static final class Fresh {

		private Fresh() {
		}

		public static void main(String[] args) throws InterruptedException {
			FlightRecorderUse use = new FlightRecorderUse(!args[0].equals("off"), () -> !args[0].equals("short"));
			String before = state(use);
			if (!args[0].equals("leave")) {
				use.prepare();
				for (Thread thread : Thread.getAllStackTraces().keySet()) {
					if (thread.getName().equals("leakguard-flight-recorder")) {
						thread.join();
					}
				}
			}
			System.out.println(before + "; " + state(use));
		}

		private static String state(FlightRecorderUse use) {
			return "allowed " + use.isAllowed() + ", started " + FlightRecorder.isInitialized();
		}

	}

}

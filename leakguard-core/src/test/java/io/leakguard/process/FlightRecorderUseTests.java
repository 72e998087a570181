package io.leakguard.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.Registered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

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
	@EnabledForJreRange(max = JRE.JAVA_17)
	void aPreparedRecorderIsKeptQuietUntilItIsClosedOrThereAreEventsOfOthers() throws Exception {
		assertThat(inNewJvm("quiet").lines()).contains("prepared [leakguard-quiet]", "renewed early false",
				"renewed after many threads true", "closed []");
		assertThat(inNewJvm("events").lines()).contains("prepared [leakguard-quiet]", "event on true", "renewed []",
				"event on false");
	}

	@Test
	void whatIsClosedInTheFirstSecondStartsAndKeepsNothing() throws Exception {
		assertThat(inNewJvm("close").lines()).contains("started false", "closed []");
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
	void withoutTheModuleOfTheRecorderABeanCanBeMadeOfIt() throws Exception {
		assertThat(inNewJvm("members", "--limit-modules", "java.base,java.management,java.logging"))
			.isEqualTo("prepared true");
	}

	@Test
	void aRecorderThatRunsAnywayMayBeUsed() {
		FlightRecorder.getFlightRecorder();
		assertThat(new FlightRecorderUse(true, () -> true).isAllowed()).isTrue();
		assertThat(new FlightRecorderUse(true, () -> false).isAllowed()).isFalse();
		assertThat(new FlightRecorderUse(false, () -> true).isAllowed()).isFalse();
	}

	/** Whether the recorder has been started is for the whole process and for good. */
	private static String inNewJvm(String what, String... options) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(List.of(options));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Fresh.class.getName(), what));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
			switch (args[0]) {
				case "quiet" -> quiet(use);
				case "events" -> events(use);
				case "close" -> close(use);
				case "members" -> members(use);
				default -> {
					String before = state(use);
					if (!args[0].equals("leave")) {
						prepare(use);
					}
					System.out.println(before + "; " + state(use));
				}
			}
		}

		/** As Spring looks at the class of a bean. */
		private static void members(FlightRecorderUse use) {
			FlightRecorderUse.class.getDeclaredFields();
			FlightRecorderUse.class.getDeclaredMethods();
			use.prepare();
			use.renew();
			System.out.println("prepared " + use.isPrepared());
			use.close();
		}

		private static void prepare(FlightRecorderUse use) throws InterruptedException {
			use.prepare();
			for (Thread thread : Thread.getAllStackTraces().keySet()) {
				if (thread.getName().equals("leakguard-flight-recorder")) {
					thread.join();
				}
			}
		}

		private static void quiet(FlightRecorderUse use) throws InterruptedException {
			prepare(use);
			System.out.println("prepared " + recordings());
			long id = FlightRecorder.getFlightRecorder().getRecordings().get(0).getId();
			use.renew();
			System.out
				.println("renewed early " + (FlightRecorder.getFlightRecorder().getRecordings().get(0).getId() != id));
			for (int i = 0; i <= 10_000; i++) {
				Thread thread = new Thread(() -> {
				});
				thread.start();
				thread.join();
			}
			use.renew();
			System.out.println("renewed after many threads "
					+ (FlightRecorder.getFlightRecorder().getRecordings().get(0).getId() != id));
			use.close();
			System.out.println("closed " + recordings());
		}

		private static void events(FlightRecorderUse use) throws InterruptedException {
			prepare(use);
			System.out.println("prepared " + recordings());
			FlightRecorder.register(OrderEvent.class);
			System.out.println("event on " + new OrderEvent().isEnabled());
			use.renew();
			System.out.println("renewed " + recordings());
			System.out.println("event on " + new OrderEvent().isEnabled());
		}

		private static void close(FlightRecorderUse use) throws InterruptedException {
			use.prepare();
			use.close();
			prepare(use);
			System.out.println("started " + FlightRecorder.isInitialized());
			System.out.println("closed " + recordings());
		}

		private static List<String> recordings() {
			return FlightRecorder.getFlightRecorder().getRecordings().stream().map(Recording::getName).toList();
		}

		private static String state(FlightRecorderUse use) {
			return "allowed " + use.isAllowed() + ", started " + FlightRecorder.isInitialized();
		}

	}

	/** An application's own. */
	@Registered(false)
	static final class OrderEvent extends Event {

	}

}

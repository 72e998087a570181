package io.leakguard.jvm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.leakguard.population.ApplicationFrames;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordingStream;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Constructions}.
 */
class ConstructionsTests {

	private static final HistogramSettings SETTINGS = HistogramSettings.defaults(Duration.ofSeconds(15));

	private final List<Object> kept = new ArrayList<>();

	private final Constructions constructions = constructions(SETTINGS);

	private Instant now = Instant.parse("2026-11-21T10:00:00Z");

	@AfterEach
	void nothingIsLeft() {
		this.constructions.close();
		assertThat(isRunning()).isFalse();
		assertThat(FlightRecorder.getFlightRecorder().getRecordings()).isEmpty();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void constructorsWithoutACloseAreCountedAndTheirLineIsNamed() {
		this.constructions.want(Leaked.class.getName(), false, this.now);
		workUntilDone(() -> this.kept.add(leak()));
		ConstructionCount count = this.constructions.of(Leaked.class.getName());
		assertThat(count.constructed()).isPositive();
		assertThat(count.ended()).isZero();
		assertThat(this.constructions.note(Leaked.class.getName()))
			.matches("Java 25's method timing counted at least \\d+ constructors and no close in [23] s");
		assertThat(this.constructions.site(Leaked.class.getName(), count.perSecond()))
			.startsWith(ConstructionsTests.class.getName() + ".leak(ConstructionsTests.java:");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void whatIsClosedAndDroppedIsSaidToBeClosedAndNoLineIsBlamed() {
		this.constructions.want(Closed.class.getName(), false, this.now);
		workUntilDone(() -> new Closed().close());
		ConstructionCount count = this.constructions.of(Closed.class.getName());
		assertThat(count.constructed()).isPositive();
		assertThat(count.ended()).isCloseTo(count.constructed(), Offset.offset(3L));
		assertThat(count.note()).contains(" of close in ").doesNotContain("no close");
		assertThat(count.callers()).isNotEmpty();
		assertThat(count.site(0.01)).isNull();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void whereTheLineIsKnownNothingIsTraced() {
		this.constructions.want(Leaked.class.getName(), true, this.now);
		workUntilDone(() -> this.kept.add(leak()));
		assertThat(this.constructions.of(Leaked.class.getName()).callers()).isEmpty();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void theTimingOfOthersGoesOnAndIsNotTakenForOurs() {
		List<Long> theirs = new ArrayList<>();
		try (RecordingStream other = new RecordingStream()) {
			String filter = Leaked.class.getName() + "::<init>;" + Closed.class.getName();
			other.enable("jdk.MethodTiming").with("filter", filter).with("period", "1 s");
			other.onEvent("jdk.MethodTiming", (event) -> theirs.add(event.getLong("invocations")));
			other.startAsync();
			for (int i = 0; i < 100_000; i++) {
				leak();
			}
			this.constructions.want(Leaked.class.getName(), true, this.now);
			workUntilDone(() -> this.kept.add(leak()));
			assertThat(this.constructions.of(Leaked.class.getName()).constructed()).isBetween(1L, 99_999L);
			int then = theirs.size();
			Awaitility.await().until(() -> theirs.size() > then + 4);
		}
		assertThat(theirs).anyMatch((invocations) -> invocations >= 100_000);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void oneClassAtATimeIsLookedAtAndSeldom() {
		this.constructions.want(Leaked.class.getName(), true, this.now);
		this.constructions.want(Closed.class.getName(), true, this.now);
		workUntilDone(() -> this.kept.add(leak()));
		this.now = this.now.plusSeconds(60);
		this.constructions.want(Closed.class.getName(), true, this.now);
		assertThat(isRunning()).isFalse();
		this.now = this.now.plusSeconds(300);
		this.constructions.want(Leaked.class.getName(), true, this.now);
		assertThat(isRunning()).isFalse();
		this.constructions.want(Closed.class.getName(), true, this.now);
		assertThat(isRunning()).isTrue();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void closingInTheMiddleEndsIt() {
		this.constructions.want(Leaked.class.getName(), false, this.now);
		Awaitility.await().until(() -> !FlightRecorder.getFlightRecorder().getRecordings().isEmpty());
		this.constructions.close();
		assertThat(this.constructions.of(Leaked.class.getName())).isNull();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void theFindingsOfTheHeapTellIt() {
		long[] count = new long[1];
		DiagnosticCommand command = (operation, arguments) -> operation.equals("gcClassHistogram")
				? "   1:  %d  %d  %s\nTotal 1 1\n".formatted(count[0], count[0] * 24, Leaked.class.getName())
				: DiagnosticCommand.ofThisJvm().run(operation, arguments);
		long[] cycles = new long[1];
		ClassHistogramProbe probe = new ClassHistogramProbe(command, SETTINGS, new ApplicationFrames(),
				LiveAllocationSites.none(), this.constructions,
				new ClassHistogramProbe.Environment(() -> cycles[0], () -> 50L << 20, () -> 20), new OwnClasses());
		MinuteScans scans = new MinuteScans(probe);
		Consumer<Integer> grow = (times) -> {
			for (int i = 0; i < times; i++) {
				count[0] += 10_000;
				cycles[0]++;
				scans.scan();
			}
		};
		String type = Leaked.class.getName();
		scans.suspecting("jvm.heap.live");
		grow.accept(10);
		scans.suspecting(ClassInstances.POPULATION, Set.of(type));
		grow.accept(7);
		assertThat(isRunning()).as("what may be gone soon is not looked at").isFalse();
		grow.accept(1);
		workUntilDone(() -> this.kept.add(leak()));
		grow.accept(1);
		assertThat(probe.leaderNote()).hasValueSatisfying((note) -> assertThat(note).contains("and no close in"));
		assertThat(probe.leader().orElseThrow().site()).contains(".leak(");
		assertThat(scans.population(ClassInstances.POPULATION).note(type)).contains("and no close in");
		assertThat(scans.group(ClassInstances.POPULATION, type).orElseThrow().culprit().site()).contains(".leak(");
		assertThat(scans.group(ClassInstances.POPULATION, type).orElseThrow().signs()).isEmpty();
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_24)
	void beforeJava25ItDoesNothing() {
		assertNothingIsDone(this.constructions, Leaked.class.getName());
	}

	@Test
	void switchedOffItDoesNothing() {
		assertNothingIsDone(
				constructions(
						new HistogramSettings(Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ZERO, false)),
				Leaked.class.getName());
	}

	@Test
	void whereNoPauseIsAllowedItDoesNothing() {
		assertNothingIsDone(
				constructions(new HistogramSettings(Duration.ofSeconds(15), Duration.ofMillis(1), Duration.ZERO, true)),
				Leaked.class.getName());
		assertNothingIsDone(
				constructions(new HistogramSettings(Duration.ofSeconds(15), Duration.ZERO, Duration.ZERO, true)),
				Leaked.class.getName());
	}

	@Test
	void lambdasAndWhatIsNotOfTheApplicationAreNotLookedAt() {
		assertNothingIsDone(this.constructions, "com.acme.Orders$$Lambda");
		assertNothingIsDone(this.constructions, "java.util.HashMap$Node");
		assertNothingIsDone(this.constructions, "com.acme.Order[]");
		assertNothingIsDone(this.constructions, null);
	}

	private void assertNothingIsDone(Constructions constructions, @Nullable String type) {
		constructions.want(type, false, this.now);
		assertThat(isRunning()).isFalse();
		assertThat(constructions.note(type)).isNull();
	}

	private void workUntilDone(Runnable work) {
		BooleanSupplier done = () -> !isRunning();
		Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() -> {
			work.run();
			return done.getAsBoolean();
		});
	}

	private static boolean isRunning() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.anyMatch("leakguard-constructions"::equals);
	}

	private static Constructions constructions(HistogramSettings settings) {
		return new Constructions(DiagnosticCommand.ofThisJvm(), settings, new ApplicationFrames(), new OwnClasses(),
				() -> true, Duration.ofSeconds(3));
	}

	private static Leaked leak() {
		return new Leaked();
	}

	/** Is never closed. */
	static final class Leaked implements AutoCloseable {

		private final Map<String, Integer> state;

		Leaked() {
			this(7);
		}

		private Leaked(int value) {
			this.state = Map.of("value", value);
		}

		@Override
		public void close() {
			assertThat(this.state).isNotEmpty();
		}

	}

	/** Is closed by who makes it. */
	static final class Closed implements AutoCloseable {

		private boolean closed;

		@Override
		public void close() {
			this.closed = true;
		}

		boolean isClosed() {
			return this.closed;
		}

	}

}

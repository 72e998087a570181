package io.leakguard.jvm;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

import io.leakguard.detection.Stage;
import io.leakguard.evidence.EvidenceBudget;
import io.leakguard.evidence.EvidenceCollector.RefusedException;
import io.leakguard.evidence.TestFindings;
import io.leakguard.finding.Finding;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe.UnavailableException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClassHistogramCollector}.
 */
class ClassHistogramCollectorTests {

	private final Map<String, Long> heap = new LinkedHashMap<>();

	private final Finding finding = finding("0a1b2c3d", TestFindings.SUSPECTED);

	private Instant now = TestFindings.SUSPECTED;

	private long used = 100L << 20;

	private double share = 1;

	private int taken;

	private final ClassHistogramCollector collector = new ClassHistogramCollector((operation, arguments) -> {
		assertThat(operation).isEqualTo("gcClassHistogram");
		assertThat(arguments).containsExactly("-all");
		this.taken++;
		StringBuilder text = new StringBuilder();
		this.heap.forEach((name, count) -> text.append("   1:  %d  %d  %s\n".formatted(count, count * 10, name)));
		return text.toString();
	}, EvidenceBudget.defaults(), new ApplicationFrames(), new TestClock(), () -> this.used, () -> this.share);

	@Test
	void whatHasGrownIsShownAndTheClassesOfTheApplicationComeFirst() {
		put("[B", 1000, "com.acme.Order", 10, "com.acme.Still", 5, "com.acme.Gone", 9);
		assertThat(collect()).contains("\"class\":\"byte[]\"").doesNotContain("Grown").doesNotContain("\"since\":");
		this.now = this.now.plusSeconds(60);
		put("[B", 9000, "com.acme.Order", 30, "com.acme.Still", 5, "com.acme.Gone", 1, "com.acme.New$$Lambda/0x01", 2);
		assertThat(collect()).isEqualTo("{\"at\":\"2026-11-21T10:01:00Z\",\"since\":\"2026-11-21T10:00:00Z\","
				+ "\"note\":\"what has grown since; unreachable objects count too\",\"classesInAll\":3,\"classes\":["
				+ "{\"class\":\"com.acme.Order\",\"application\":true,\"instances\":30,\"bytes\":300,"
				+ "\"instancesGrown\":20,\"bytesGrown\":200},"
				+ "{\"class\":\"com.acme.New$$Lambda\",\"application\":true,\"instances\":2,\"bytes\":20,"
				+ "\"instancesGrown\":2,\"bytesGrown\":20},"
				+ "{\"class\":\"byte[]\",\"application\":false,\"instances\":9000,\"bytes\":90000,"
				+ "\"instancesGrown\":8000,\"bytesGrown\":80000}]}");
	}

	@Test
	void whereNothingHasGrownThereIsNoClass() {
		put("com.acme.Order", 10);
		collect();
		this.now = this.now.plusSeconds(60);
		put("com.acme.Order", 9);
		assertThat(collect()).endsWith("\"classesInAll\":0,\"classes\":[]}");
	}

	@Test
	void aHeapThatTakesTooLongIsNotCounted() {
		this.used = 2_300_000_000L;
		assertThatExceptionOfType(RefusedException.class).isThrownBy(this::collect)
			.withMessage("a histogram of 2193 MB would stop the application for about 506 ms, "
					+ "more than 500 ms (leakguard.evidence.longest-pause)");
		assertThat(this.taken).isZero();
		this.used = 2_200_000_000L;
		collect();
		assertThat(this.taken).isOne();
	}

	@Test
	void twoFindingsOfAMinuteShareAHistogramAndNoneIsComparedWithItself() {
		put("com.acme.Order", 10);
		collect();
		this.now = this.now.plusSeconds(59);
		this.collector.collect(finding("ffffffff", this.now));
		assertThat(this.taken).isOne();
		assertThatExceptionOfType(RefusedException.class).isThrownBy(this::collect)
			.withMessageContaining("leakguard.evidence.min-interval");
		this.now = this.now.plusSeconds(1);
		assertThat(collect()).contains("\"since\":\"2026-11-21T10:00:00Z\"");
		assertThat(new String(
				this.collector.collect(finding("ffffffff", TestFindings.SUSPECTED.plusSeconds(59))).get(0).content(),
				StandardCharsets.UTF_8))
			.contains("\"since\":\"2026-11-21T10:00:00Z\"");
		assertThat(this.taken).isEqualTo(2);
	}

	@Test
	void aNewSuspicionIsNotComparedWithAnEarlierOne() {
		put("com.acme.Order", 10);
		collect();
		this.now = this.now.plus(Duration.ofHours(5));
		assertThat(new String(this.collector.collect(finding(this.finding.id(), this.now)).get(0).content(),
				StandardCharsets.UTF_8))
			.doesNotContain("\"since\":");
	}

	@Test
	void withoutTheCommandItIsRefused() {
		ClassHistogramCollector collector = new ClassHistogramCollector((operation, arguments) -> {
			throw new UnavailableException("this JVM has no diagnostic command");
		}, EvidenceBudget.defaults(), new ApplicationFrames(), Clock.systemUTC());
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> collector.collect(this.finding))
			.withMessage("this JVM has no diagnostic command");
	}

	@Test
	void theRealCommandTellsOfThisTest() {
		ClassHistogramCollector collector = new ClassHistogramCollector(DiagnosticCommand.ofThisJvm(),
				EvidenceBudget.defaults(), new ApplicationFrames(), Clock.systemUTC(), () -> this.used,
				() -> this.share);
		// large enough to stand among the first, whatever ran before in this JVM
		Large[] kept = new Large[2_000_000];
		assertThat(new String(collector.collect(this.finding).get(0).content(), StandardCharsets.UTF_8))
			.contains("\"class\":\"io.leakguard.jvm.ClassHistogramCollectorTests$Large[]\",\"application\":true,"
					+ "\"instances\":1,");
		assertThat(kept).hasSize(2_000_000);
	}

	@Test
	void onAnOverloadedMachineAPauseIsLonger() {
		this.used = 1L << 30;
		this.share = 0.25;
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.collector.collect(this.finding))
			.withMessage("a histogram of 1024 MB would stop the application for about 944 ms, more than 500 ms "
					+ "(leakguard.evidence.longest-pause); the machine gives a thread only 25 % of a processor");
	}

	@Test
	void itIsWantedForWhatGrowsInTheHeap() {
		assertThat(this.collector.isWantedFor(this.finding)).isTrue();
		assertThat(this.collector.isWantedFor(TestFindings.finding("0a1b2c3d", Kind.THREADS_GROW, Stage.SUSPECTED)))
			.isFalse();
	}

	private String collect() {
		return new String(this.collector.collect(this.finding).get(0).content(), StandardCharsets.UTF_8);
	}

	private static Finding finding(String id, Instant suspectedAt) {
		return TestFindings.finding(id, Kind.HEAP_GROWS, Stage.SUSPECTED, suspectedAt);
	}

	private void put(Object... namesAndCounts) {
		this.heap.clear();
		for (int i = 0; i < namesAndCounts.length; i += 2) {
			this.heap.put((String) namesAndCounts[i], ((Integer) namesAndCounts[i + 1]).longValue());
		}
	}

	/** Something to count. */
	private static final class Large {

	}

	/** Tells the time of the test. */
	private final class TestClock extends Clock {

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return ClassHistogramCollectorTests.this.now;
		}

	}

}

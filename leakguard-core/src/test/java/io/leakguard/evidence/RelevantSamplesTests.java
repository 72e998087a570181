package io.leakguard.evidence;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.evidence.ReferenceSample.Link;
import io.leakguard.finding.Finding;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RelevantSamples}.
 */
class RelevantSamplesTests {

	private final ReferenceSample router = sample("com.acme.Router.add(Router.java:7)", "static field",
			new Link("com.acme.Router", "clients", true, "java.util.HashMap", -1, -1));

	private final ReferenceSample task = sample("com.acme.Timeouts.start(Timeouts.java:9)", "thread timeouts-1",
			new Link("java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue", "queue", false,
					"java.util.concurrent.RunnableScheduledFuture[]", -1, -1));

	private final List<ReferenceSample> samples = List.of(this.router, this.task);

	private static ReferenceSample sample(String site, String root, Link link) {
		return new ReferenceSample("byte[]", Duration.ofSeconds(9), 100, site, List.of(site), root, List.of(link));
	}

	private static Finding finding(Kind kind, Culprit culprit, @Nullable String holder) {
		return new Finding("0a1b2c3d", kind, Stage.CONFIRMED, Severity.MAJOR, "test.things", "a", Unit.OBJECTS, culprit,
				holder, 812, 12, 3200, 812, 0, TestFindings.SUSPECTED, TestFindings.SUSPECTED, TestFindings.SUSPECTED,
				null, null, null, "grew", "mend it", Set.of(), List.of(), List.of(), List.of(), false);
	}

	@Test
	void theHolderTheSiteOrTheClassThatMadeItIsEnough() {
		assertThat(RelevantSamples.of(this.samples,
				finding(Kind.COLLECTION_GROWS, Culprit.UNKNOWN, "com.acme.Router.clients (HashMap<String, Foo>)")))
			.containsExactly(this.router);
		assertThat(RelevantSamples.of(this.samples,
				finding(Kind.COLLECTION_GROWS, new Culprit(null, "com.acme.Router.add(Router.java:7)"), null)))
			.containsExactly(this.router);
		assertThat(RelevantSamples.of(this.samples,
				finding(Kind.COLLECTION_GROWS, Culprit.ofType("com.acme.Timeouts"), null)))
			.containsExactly(this.task);
		assertThat(RelevantSamples.of(this.samples,
				finding(Kind.CLASS_LOADER_RETAINED, Culprit.ofType("com.acme.Loader"), "thread \"timeouts-1\"")))
			.containsExactly(this.task);
	}

	@Test
	void theWayInWhichTheKindHoldsIsTheNextBest() {
		assertThat(RelevantSamples.of(this.samples,
				finding(Kind.CANCELLED_TASKS_RETAINED, Culprit.ofType("executor `timeouts`"), null)))
			.containsExactly(this.task);
	}

	@Test
	void whatIsOfAnotherLeakIsNoEvidence() {
		assertThat(RelevantSamples.of(this.samples,
				finding(Kind.COLLECTION_GROWS, Culprit.ofType("com.acme.Other"), "com.acme.Other.things")))
			.isEmpty();
	}

	@Test
	void whereTheHeapGrowsWhateverIsAliveMayBeTheReason() {
		assertThat(RelevantSamples.of(this.samples, finding(Kind.HEAP_GROWS, Culprit.ofType("byte[]x"), null)))
			.isEqualTo(this.samples);
	}

}

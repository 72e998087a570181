package io.leakguard.detection;

import java.time.Duration;
import java.util.List;

import io.leakguard.history.History;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FactDetector}.
 */
class FactDetectorTests {

	private static final Culprit FIRST = Culprit.ofType("com.acme.Feed").at("com.acme.Feed.read(Feed.java:7)");

	private static final Culprit SECOND = Culprit.ofType("com.acme.Feed").at("com.acme.Feed.copy(Feed.java:9)");

	private final FactDetector detector = new FactDetector();

	@Test
	void anExactFactIsConfirmedEvenBeforeTheApplicationHasSettled() {
		List<Verdict> verdicts = judge(exact(FIRST), false);
		assertThat(verdicts).singleElement().satisfies((verdict) -> {
			assertThat(verdict.stage()).isEqualTo(Stage.CONFIRMED);
			assertThat(verdict.signs()).containsExactly(Sign.EXACT_EVENT);
			assertThat(verdict.reason()).isEqualTo("12 were collected open");
			assertThat(verdict.count()).isEqualTo(12);
			assertThat(verdict.since()).isEqualTo(Playback.START);
		});
	}

	@Test
	void anObservedFactIsASuspicionUntilTheApplicationHasSettled() {
		assertThat(judge(observed(FIRST), false)).singleElement().extracting(Verdict::stage).isEqualTo(Stage.SUSPECTED);
		assertThat(judge(observed(FIRST), true)).singleElement().satisfies((verdict) -> {
			assertThat(verdict.stage()).isEqualTo(Stage.CONFIRMED);
			assertThat(verdict.signs()).doesNotContain(Sign.EXACT_EVENT);
		});
	}

	@Test
	void whatIsAtItsLimitHasNoTimeLeft() {
		Fact exhausted = new Fact(Kind.POOL_EXHAUSTED, FIRST, 9, false, Playback.START, "all 10 are out", 10L);
		assertThat(judge(exhausted, true)).singleElement().extracting(Verdict::exhaustedIn).isEqualTo(Duration.ZERO);
		Fact held = new Fact(Kind.HELD_TOO_LONG, FIRST, 9, false, Playback.START, "9 have been out for long", 10L);
		assertThat(judge(held, true)).singleElement().extracting(Verdict::exhaustedIn).isNull();
	}

	@Test
	void factsOfOnePopulationAreToldApartByTypeAndSite() {
		Population population = Playback.population(Kind.NOT_CLOSED, Unit.OBJECTS,
				(builder) -> builder.fact(exact(FIRST)).fact(exact(SECOND)).fact(exact(Culprit.UNKNOWN)));
		assertThat(this.detector.judge(subject(population, null), situation(true))).extracting(Verdict::key)
			.doesNotHaveDuplicates()
			.contains("com.acme.Feed@com.acme.Feed.read(Feed.java:7)", "");
	}

	@Test
	void factsAreJudgedOnceAndNotForEachGroup() {
		Population population = Playback.population(Kind.NOT_CLOSED, Unit.OBJECTS,
				(builder) -> builder.fact(exact(FIRST)).group(Group.of("com.acme.Feed", 3)));
		assertThat(this.detector.judge(subject(population, population.groups().get(0)), situation(true))).isEmpty();
		assertThat(this.detector.judge(subject(population, null), situation(true))).hasSize(1);
	}

	@Test
	void withoutFactsThereIsNothing() {
		Population population = Playback.population(Kind.NOT_CLOSED, Unit.OBJECTS, (builder) -> builder.count(1000));
		assertThat(this.detector.judge(subject(population, null), situation(true))).isEmpty();
	}

	private List<Verdict> judge(Fact fact, boolean settled) {
		Population population = Playback.population(Kind.NOT_CLOSED, Unit.OBJECTS, (builder) -> builder.fact(fact));
		return this.detector.judge(subject(population, null), situation(settled));
	}

	private static Fact exact(Culprit culprit) {
		return Fact.exact(Kind.NOT_CLOSED, culprit, 12, Playback.START, "12 were collected open");
	}

	private static Fact observed(Culprit culprit) {
		return Fact.observed(Kind.HELD_TOO_LONG, culprit, 1, Playback.START, "1 has been open for 20 min");
	}

	private static Subject subject(Population population, Group group) {
		return new Subject(population, group, new History(Playback.START));
	}

	private static Situation situation(boolean settled) {
		return new Situation(Playback.START, Duration.ofSeconds(15), (settled) ? Duration.ofMinutes(1) : Duration.ZERO,
				new History(Playback.START));
	}

}

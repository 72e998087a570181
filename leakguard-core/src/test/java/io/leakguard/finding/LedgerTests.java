package io.leakguard.finding;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.leakguard.detection.Explained;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.detection.Symptoms;
import io.leakguard.detection.Verdict;
import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Ledger}.
 */
class LedgerTests {

	private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

	private final Ledger ledger = new Ledger(LedgerSettings.defaults(), new Wording());

	private int scan;

	private long count = 100;

	@Test
	void aTrendSeenOnceIsNoSuspicion() {
		assertThat(enter(verdict(Stage.SUSPECTED, Set.of(), null))).isEmpty();
		assertThat(this.ledger.findings()).isEmpty();
		assertThat(this.ledger.attention(List.of()).isOn("test.things", "a")).isTrue();
	}

	@Test
	void aTrendSeenTwiceInARowIsSuspectedAndNeverConfirmedAlone() {
		for (int i = 0; i < 50; i++) {
			enter(verdict(Stage.SUSPECTED, Set.of(), null));
		}
		assertThat(this.ledger.findings()).singleElement().extracting(Finding::stage).isEqualTo(Stage.SUSPECTED);
	}

	@Test
	void aSecondSignThatStaysConfirms() {
		List<StageChange> changes = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			changes.addAll(enter(verdict(Stage.CONFIRMED, Set.of(Sign.OLDEST_NEVER_LEAVE), null)));
		}
		assertThat(changes).extracting((change) -> change.finding().stage())
			.containsExactly(Stage.SUSPECTED, Stage.CONFIRMED);
		Finding finding = this.ledger.findings().get(0);
		assertThat(finding.confirmedAt()).isNotNull();
		assertThat(finding.reason()).contains("the oldest never leave");
		assertThat(finding.remedy()).contains("remove the listener");
	}

	@Test
	void anExactEventIsConfirmedAtOnce() {
		assertThat(enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), null)))
			.extracting((change) -> change.finding().stage())
			.containsExactly(Stage.SUSPECTED, Stage.CONFIRMED);
	}

	@Test
	void aFindingThatClearsIsResolvedAndSaysHow() {
		enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), null));
		List<StageChange> changes = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			changes.addAll(enter());
		}
		assertThat(changes).singleElement().satisfies((change) -> {
			assertThat(change.from()).isEqualTo(Stage.CONFIRMED);
			assertThat(change.finding().stage()).isEqualTo(Stage.RESOLVED);
			assertThat(change.finding().timeline()).last()
				.extracting(TimelineEntry::note)
				.asString()
				.contains("levelled off");
		});
	}

	@Test
	void aSuspicionGivesWayToTheFindingThatExplainsItAndStaysUnderAttention() {
		Verdict heap = verdictIn("test.bytes", Stage.SUSPECTED, 500);
		enter(heap);
		enter(heap);
		List<StageChange> changes = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			changes.addAll(enter(verdict(Stage.CONFIRMED, Set.of(Sign.OLDEST_NEVER_LEAVE), null), heap));
		}
		assertThat(changes).extracting((change) -> change.finding().kind() + " " + change.finding().stage())
			.containsExactly("LISTENER_NOT_REMOVED SUSPECTED", "HEAP_GROWS RESOLVED", "LISTENER_NOT_REMOVED CONFIRMED");
		assertThat(changes.get(1).finding().timeline()).last()
			.extracting(TimelineEntry::note)
			.isEqualTo("explained by another finding");
		assertThat(this.ledger.attention(List.of(heap)).isOn("test.bytes")).isTrue();
	}

	@Test
	void aConfirmedFindingGivesWayOnlyToWhatHasExplainedItForAWhile() {
		Verdict heap = verdictIn("test.bytes", Stage.CONFIRMED, 500);
		for (int i = 0; i < 4; i++) {
			enter(heap);
		}
		Verdict listener = verdict(Stage.CONFIRMED, Set.of(Sign.OLDEST_NEVER_LEAVE), null);
		List<StageChange> changes = new ArrayList<>();
		for (int i = 0; i < 7; i++) {
			changes.addAll(enter(listener, heap));
		}
		assertThat(changes).noneMatch((change) -> change.finding().stage() == Stage.RESOLVED);
		assertThat(enter(listener, heap)).singleElement()
			.satisfies((change) -> assertThat(change.finding().kind()).isEqualTo(Kind.HEAP_GROWS));
	}

	@Test
	void whatAnOpenFindingExplainsIsNotToldWheneverAScanDoesNotShowIt() {
		Verdict listener = verdict(Stage.CONFIRMED, Set.of(Sign.OLDEST_NEVER_LEAVE), null);
		Verdict heap = verdictIn("test.bytes", Stage.CONFIRMED, 500);
		for (int i = 0; i < 10; i++) {
			enter(listener, heap);
		}
		List<StageChange> changes = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			changes.addAll((i % 10 < 4) ? enter(listener, heap) : enter(heap));
		}
		assertThat(changes).isEmpty();
	}

	@Test
	void aSuspicionDoesNotHideWhatIsConfirmed() {
		Verdict suspected = verdict(Stage.SUSPECTED, Set.of(), null);
		for (int i = 0; i < 10; i++) {
			enter(suspected, verdictIn("test.bytes", Stage.SUSPECTED, 500));
		}
		List<StageChange> changes = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			changes.addAll(enterAs(List.of(suspected, verdictIn("test.bytes", Stage.CONFIRMED, 500)),
					List.of(suspected, verdictIn("test.bytes", Stage.CONFIRMED, 500))));
		}
		assertThat(changes).extracting((change) -> change.finding().kind() + " " + change.finding().stage())
			.containsExactly("HEAP_GROWS SUSPECTED", "HEAP_GROWS CONFIRMED");
	}

	@Test
	void whatNamesAnotherClassThanWasExplainedIsTold() {
		Verdict listener = verdict(Stage.CONFIRMED, Set.of(Sign.OLDEST_NEVER_LEAVE), null);
		for (int i = 0; i < 10; i++) {
			enter(listener, verdictIn("test.bytes", Stage.CONFIRMED, 500));
		}
		Verdict other = verdictIn("test.bytes", Stage.CONFIRMED, 500).by(Culprit.ofType("com.acme.B"));
		List<StageChange> changes = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			changes.addAll(enter(listener, other));
		}
		assertThat(changes).extracting((change) -> change.finding().stage())
			.containsExactly(Stage.SUSPECTED, Stage.CONFIRMED);
	}

	@Test
	void whatWasExplainedIsToldOnceTheFindingThatExplainedItIsOver() {
		Verdict heap = verdictIn("test.bytes", Stage.CONFIRMED, 500);
		for (int i = 0; i < 10; i++) {
			enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), null), heap);
		}
		for (int i = 0; i < 10; i++) {
			enter(heap);
		}
		assertThat(this.ledger.findings()).filteredOn(Finding::isOpen)
			.singleElement()
			.extracting(Finding::kind)
			.isEqualTo(Kind.HEAP_GROWS);
	}

	@Test
	void aLullThatIsShortBesideTheGrowthIsNoEnd() {
		int grown = 120;
		for (int i = 0; i < grown; i++) {
			enter(verdict(Stage.CONFIRMED, Set.of(Sign.OLDEST_NEVER_LEAVE), null));
		}
		List<StageChange> changes = new ArrayList<>();
		for (int i = 0; i < grown / 2 - 2; i++) {
			changes.addAll(enter());
		}
		assertThat(changes).isEmpty();
		for (int i = 0; i < 4; i++) {
			changes.addAll(enter());
		}
		assertThat(changes).singleElement()
			.satisfies((change) -> assertThat(change.finding().stage()).isEqualTo(Stage.RESOLVED));
	}

	@Test
	void whatComesBackIsOverSooner() {
		for (int i = 0; i < 120; i++) {
			enter(verdict(Stage.CONFIRMED, Set.of(Sign.OLDEST_NEVER_LEAVE), null));
		}
		this.count = 20;
		List<StageChange> changes = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			changes.addAll(enter());
		}
		assertThat(changes).singleElement()
			.satisfies((change) -> assertThat(change.finding().timeline()).last()
				.extracting(TimelineEntry::note)
				.asString()
				.contains("fell from 100 to 20"));
	}

	@Test
	void theClassThatAGrowingHeapIsToldOfDoesNotTakeTurns() {
		Verdict one = verdictIn("test.bytes", Stage.CONFIRMED, 500);
		for (int i = 0; i < 4; i++) {
			enter(this.ledger.recall(one));
		}
		Verdict other = one.by(Culprit.ofType("com.acme.B"));
		for (int i = 0; i < 29; i++) {
			enter(this.ledger.recall(other));
			assertThat(this.ledger.findings().get(0).culprit().type()).isEqualTo("com.acme.A");
		}
		enter(this.ledger.recall(other));
		assertThat(this.ledger.findings().get(0).culprit().type()).isEqualTo("com.acme.B");
	}

	@Test
	void whatIsResolvedMakesRoomForWhatIsNew() {
		for (int i = 0; i < 300; i++) {
			enter(exactIn("test.things" + i));
			for (int j = 0; j < 6; j++) {
				enter();
			}
		}
		assertThat(this.ledger.findings()).anyMatch((finding) -> finding.population().equals("test.things299"));
	}

	@Test
	void moreThanThereIsRoomForAreToldAsFarAsThereIsRoom() {
		Verdict[] verdicts = IntStream.range(0, 300)
			.mapToObj((i) -> verdictIn("test.things" + i, Stage.SUSPECTED, 500).by(Culprit.ofType("com.acme.A" + i)))
			.toArray(Verdict[]::new);
		for (int i = 0; i < 3; i++) {
			enter(verdicts);
		}
		assertThat(this.ledger.findings()).hasSize(LedgerSettings.defaults().maxFindings());
	}

	private static Verdict exactIn(String population) {
		return new Verdict(Kind.LISTENER_NOT_REMOVED, Stage.CONFIRMED, population(population), "a",
				Culprit.ofType("com.acme.A"), null, 100, 10, 0, -1, -1, START, null, null, Set.of(Sign.EXACT_EVENT),
				"is");
	}

	@Test
	void oneLeakStaysOneFindingWhenAnotherPopulationComesToShowItBetter() {
		Verdict before = verdictIn("test.bytes", Stage.CONFIRMED, 500);
		Verdict better = verdictIn("test.objects", Stage.CONFIRMED, 20);
		for (int i = 0; i < 4; i++) {
			enter(before);
		}
		String id = this.ledger.findings().get(0).id();
		List<StageChange> changes = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			changes.addAll(enterAs(List.of(better), List.of(better, before)));
		}
		assertThat(changes).isEmpty();
		assertThat(this.ledger.findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo(id);
			assertThat(finding.count()).isEqualTo(500);
		});
		for (int i = 0; i < 40; i++) {
			changes.addAll(enter(better));
		}
		assertThat(changes).isEmpty();
		assertThat(this.ledger.idOf(better)).isEqualTo(id);
		assertThat(this.ledger.findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo(id);
			assertThat(finding.population()).isEqualTo("test.objects");
			assertThat(finding.count()).isEqualTo(20);
		});
	}

	@Test
	void aFindingThatCameToNameAnotherClassDoesNotGoOnAsThatClass() {
		for (int i = 0; i < 4; i++) {
			enter(verdictIn("test.bytes", Stage.CONFIRMED, 500));
		}
		Verdict other = verdictIn("test.bytes", Stage.CONFIRMED, 500).by(Culprit.ofType("com.acme.B"));
		enter(other);
		Verdict better = verdictIn("test.objects", Stage.CONFIRMED, 20).by(Culprit.ofType("com.acme.B"));
		for (int i = 0; i < 4; i++) {
			enterAs(List.of(better), List.of(better, other));
		}
		assertThat(this.ledger.findings()).hasSize(2);
	}

	@Test
	void twoLeaksOfOneClassThatAreToldApartAreTwoFindings() {
		Verdict one = verdictIn("test.bytes", Stage.CONFIRMED, 500);
		Verdict other = verdictIn("test.objects", Stage.CONFIRMED, 20);
		for (int i = 0; i < 4; i++) {
			enterAs(List.of(one, other), List.of(one, other));
		}
		assertThat(this.ledger.findings()).hasSize(2);
	}

	@Test
	void aResolvedFindingIsForgottenAfterAWhile() {
		enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), null));
		for (int i = 0; i < 6 + 61; i++) {
			enter();
		}
		assertThat(this.ledger.findings()).isEmpty();
	}

	@Test
	void aResolvedFindingThatComesBackKeepsItsIdAndIsReopened() {
		enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), null));
		String id = this.ledger.findings().get(0).id();
		for (int i = 0; i < 6; i++) {
			enter();
		}
		enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), null));
		assertThat(this.ledger.findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo(id);
			assertThat(finding.stage()).isEqualTo(Stage.CONFIRMED);
		});
	}

	@Test
	void severityIsTheTimeToTheLimit() {
		enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), Duration.ofMinutes(30)));
		assertThat(this.ledger.findings().get(0).severity()).isEqualTo(Severity.CRITICAL);
		enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), Duration.ofHours(3)));
		assertThat(this.ledger.findings().get(0).severity()).isEqualTo(Severity.MAJOR);
		enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), Duration.ofDays(3)));
		assertThat(this.ledger.findings().get(0).severity()).isEqualTo(Severity.MINOR);
	}

	@Test
	void anAcknowledgedFindingIsNotOpenUntilItBecomesMoreSevere() {
		enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), Duration.ofDays(3)));
		assertThat(this.ledger.acknowledge(this.ledger.findings().get(0).id(), START)).isTrue();
		enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), Duration.ofDays(2)));
		assertThat(this.ledger.findings().get(0).isOpen()).isFalse();
		enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), Duration.ofHours(2)));
		assertThat(this.ledger.findings().get(0).isOpen()).isTrue();
	}

	@Test
	void anAcknowledgedFindingWhoseTimeSwingsToAndFroStaysPutAside() {
		enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), Duration.ofHours(23)));
		this.ledger.acknowledge(this.ledger.findings().get(0).id(), START);
		for (int hours : new int[] { 25, 23, 25, 23 }) {
			enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), Duration.ofHours(hours)));
			assertThat(this.ledger.findings().get(0).isOpen()).isFalse();
		}
	}

	@Test
	void anUnknownFindingCannotBeAcknowledged() {
		assertThat(this.ledger.acknowledge("00000000", START)).isFalse();
	}

	@Test
	void theTimelineIsBounded() {
		for (int round = 0; round < 40; round++) {
			enter(verdict(Stage.CONFIRMED, Set.of(Sign.EXACT_EVENT), null));
			for (int i = 0; i < 6; i++) {
				enter();
			}
		}
		assertThat(this.ledger.findings().get(0).timeline()).hasSizeLessThanOrEqualTo(20);
	}

	private List<StageChange> enter(Verdict... verdicts) {
		List<Verdict> all = List.of(verdicts);
		return enter(new Symptoms().fold(all), all);
	}

	private List<StageChange> enterAs(List<Verdict> kept, List<Verdict> all) {
		return enter(Explained.separate(kept), all);
	}

	private List<StageChange> enter(Explained explained, List<Verdict> all) {
		return this.ledger.enter(explained, all, (population, key) -> this.count, START.plusSeconds(15L * this.scan++));
	}

	private static Verdict verdict(Stage stage, Set<Sign> signs, @Nullable Duration exhaustedIn) {
		return new Verdict(Kind.LISTENER_NOT_REMOVED, stage, population(), "a", Culprit.ofType("com.acme.A"), null, 100,
				10, 3600, -1, -1, START, (exhaustedIn != null) ? 1000L : null, exhaustedIn, signs, "grew");
	}

	private static Verdict verdictIn(String population, Stage stage, long count) {
		return new Verdict(Kind.HEAP_GROWS, stage, population(population), "", Culprit.ofType("com.acme.A"), null,
				count, 10, 3600, -1, -1, START, null, null, Set.of(), "grew");
	}

	private static Population population() {
		return population("test.things");
	}

	private static Population population(String name) {
		Census census = new Census(START, Attention.NONE, 10, 10);
		try {
			census.take(new Probe() {

				@Override
				public String name() {
					return "test";
				}

				@Override
				public void count(Census census) {
					census.population(name, Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS).count(100);
				}

			});
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		return census.populations().get(0);
	}

}

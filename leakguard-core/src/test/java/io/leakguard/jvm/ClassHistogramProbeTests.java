package io.leakguard.jvm;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe.UnavailableException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link ClassHistogramProbe} and {@link ClassGrowth}: when a histogram is
 * taken, and which class it names.
 */
class ClassHistogramProbeTests extends AbstractClassHistogramTests {

	@Test
	void theApplicationClassIsNamedAndNotWhatItDragsAlong() {
		this.scans.suspecting(LIVE);
		grow(10, 50, "com.acme.Order", "[B", "java.util.HashMap$Node", "java.lang.String");
		assertThat(this.probe.leader()).contains(Culprit.ofType("com.acme.Order"));
		Population population = this.scans.population(POPULATION);
		assertThat(population.groups()).extracting(Group::key).containsExactly("com.acme.Order");
		assertThat(population.facts()).isEmpty();
		assertThat(population.isTrended()).isFalse();
	}

	@Test
	void theApplicationClassThatDragsMostAlongLeads() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 10; i++) {
			put("com.acme.Order", i * 50);
			put("com.acme.Line", i * 200);
			put("[B", i * 2000);
			cycle();
		}
		assertThat(this.probe.leader()).contains(Culprit.ofType("com.acme.Line"));
	}

	@Test
	void ifOnlyClassesOfTheJdkGrowTheLargestIsNamedInTheEnd() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 25; i++) {
			put("[B", i * 500);
			put("java.lang.String", i * 400);
			cycle();
			assertThat(this.probe.leader()).as("histogram %d", i)
				.matches((leader) -> leader.isEmpty() || !this.probe.isLooking());
		}
		assertThat(this.probe.leader()).contains(Culprit.ofType("byte[]"));
	}

	@Test
	void whereHistogramsAreFewThreeOverManyScansAreEnough() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 3; i++) {
			put("com.acme.Order", i * 50);
			cycle();
			assertThat(this.probe.leader()).isEmpty();
			for (int j = 0; j < 6; j++) {
				this.scans.scan();
			}
		}
		put("com.acme.Order", 300);
		cycle();
		assertThat(this.probe.leader()).isPresent();
	}

	@Test
	void theFlightRecorderIsWantedOnlyOnceAClassKeepsGrowing() {
		AtomicInteger wanted = new AtomicInteger();
		LiveAllocationSites sites = new LiveAllocationSites(new ApplicationFrames(), Duration.ofSeconds(1),
				new OwnClasses(), () -> wanted.incrementAndGet() < 0);
		MinuteScans scans = new MinuteScans(
				probe(HistogramSettings.defaults(Duration.ofSeconds(15)), this::run, sites));
		scans.suspecting(LIVE);
		for (int i = 0; i < 20; i++) {
			put("com.acme.Order", 1000 + 50 * (i % 3));
			put("[B", 1000 * i);
			this.cycles.incrementAndGet();
			scans.scan();
		}
		assertThat(wanted).hasValue(0);
		for (int i = 0; i < 5; i++) {
			put("com.acme.Order", 2000 + 50 * i);
			this.cycles.incrementAndGet();
			scans.scan();
		}
		assertThat(wanted).hasPositiveValue();
	}

	@Test
	void threeHistogramsInARowAreNotEnough() {
		this.scans.suspecting(LIVE);
		grow(5, 50, "com.acme.Order");
		assertThat(this.probe.leader()).isEmpty();
	}

	@Test
	void aClassThatFallsInBetweenIsNotNamed() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 12; i++) {
			put("com.acme.Order", (i % 4 == 0) ? i * 40 : i * 50);
			cycle();
		}
		assertThat(this.probe.leader()).isEmpty();
	}

	@Test
	void aClassThatHasStoppedGrowingIsNoLongerNamed() {
		this.scans.suspecting(LIVE);
		grow(10, 50, "com.acme.Order");
		assertThat(this.probe.leader()).isPresent();
		cycle();
		cycle();
		cycle();
		assertThat(this.probe.leader()).isEmpty();
	}

	@Test
	void withoutSuspicionNoHistogramOfALargeHeapIsTaken() {
		this.used.set(200L << 20);
		grow(10, 50, "com.acme.Order");
		assertThat(this.asked).isEmpty();
		assertThat(this.scans.find(POPULATION)).isEmpty();
	}

	@Test
	void withoutACollectionInBetweenNoHistogramIsTaken() {
		this.scans.suspecting("process.memory.unaccounted");
		put("com.acme.Order", 10);
		cycle();
		this.scans.scan().scan().scan().scan().scan();
		assertThat(this.asked).containsOnlyOnce("gcClassHistogram");
	}

	@Test
	void noHistogramIsTakenWhereNoPauseIsAllowed() {
		HistogramSettings none = new HistogramSettings(Duration.ofSeconds(15), Duration.ZERO, Duration.ZERO, false);
		ClassHistogramProbe probe = probe(none, (operation, arguments) -> {
			throw new AssertionError(operation + " was asked");
		});
		MinuteScans scans = new MinuteScans(probe).suspecting(LIVE);
		for (int i = 0; i < 10; i++) {
			this.cycles.incrementAndGet();
			scans.scan();
		}
		assertThat(probe.leader()).isEmpty();
	}

	@Test
	void inASmallHeapAGlanceCountsTheObjectsOfTheApplication() {
		put("[B", 1000);
		put("com.acme.Order", 100);
		cycle();
		for (int i = 1; i <= 10; i++) {
			put("[B", 1000 + i * 50);
			put("com.acme.Order", 100 + i * 5);
			put("com.acme.OrderService$$Lambda/0x00007f2ca018bbd0", i * 5);
			put("org.springframework.util.Thing", i * 50);
			cycle();
		}
		Population instances = this.scans.population(ClassInstances.POPULATION);
		assertThat(instances.isJudgedByGroups()).isTrue();
		assertThat(instances.groups()).extracting(Group::key, Group::count)
			.containsExactlyInAnyOrder(tuple("com.acme.Order", 150L), tuple("com.acme.OrderService$$Lambda", 50L));
		assertThat(this.asked).doesNotContain("vmClassHierarchy");
	}

	@Test
	void aClassThatIsSuspectedIsOfTheKindThatItImplements() {
		put("com.acme.Audit", 10);
		cycle();
		put("com.acme.Audit", 20);
		this.hierarchy = "java.lang.Object/null\n|--com.acme.Audit/0x1\n|  implements java.util.EventListener/null (declared intf)\n";
		cycle();
		assertThat(this.scans.population(ClassInstances.POPULATION).groups()).extracting(Group::kind)
			.containsOnlyNulls();
		this.scans.suspecting(ClassInstances.POPULATION, Set.of("com.acme.Audit"));
		cycle();
		assertThat(this.scans.population(ClassInstances.POPULATION).groups()).extracting(Group::kind)
			.containsExactly(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void growthIsASignOnlyWhenACacheWouldHaveFilled() {
		this.scans.suspecting(LIVE);
		grow(10, 50, "com.acme.Order");
		assertThat(this.probe.leader()).isPresent();
		assertThat(this.probe.isLeaderPersistent()).isFalse();
		grow(60, 50, "com.acme.Order");
		assertThat(this.probe.isLeaderPersistent()).isTrue();
	}

	@Test
	void aCacheThatHasFilledUpDoesNotGrowWhileItStandsStill() {
		this.scans.suspecting(LIVE);
		grow(44, 50, "com.google.common.cache.LocalCache$StrongAccessEntry");
		cycle();
		cycle();
		assertThat(this.probe.leader()).isPresent();
		assertThat(this.probe.isLeaderPersistent()).isFalse();
	}

	@Test
	void aSuspectedHeapThatIsNotCollectedForLongIsCollectedByTheHistogram() {
		this.scans.suspecting(LIVE);
		put("com.acme.Order", 10);
		cycle();
		assertThat(this.arguments).containsExactly("-all");
		this.scans.scan().scan().scan().scan().scan();
		assertThat(this.asked.stream().filter("gcClassHistogram"::equals)).hasSizeGreaterThan(1);
		assertThat(this.arguments).isEmpty();
	}

	@Test
	void aHeapThatWouldTakeTooLongIsLeftAlone() {
		this.used.set(4L << 30);
		this.scans.suspecting(LIVE);
		grow(10, 50, "com.acme.Order");
		assertThat(this.asked).isEmpty();
	}

	@Test
	void plainGrowthIsNotNamedWhenTheHeapIsNotSuspected() {
		this.scans.suspecting("process.memory.unaccounted");
		grow(10, 50, "com.acme.Order");
		assertThat(this.scans.population(POPULATION).groups()).isEmpty();
	}

	@Test
	void ourOwnClassesAreNotCounted() {
		this.scans.suspecting(LIVE);
		grow(10, 50, "io.leakguard.history.History");
		assertThat(this.probe.leader()).isEmpty();
	}

	@Test
	void aJvmWithoutTheCommandSaysSo() {
		ClassHistogramProbe probe = probe((operation, arguments) -> {
			throw new UnavailableException("no");
		});
		this.cycles.incrementAndGet();
		assertThatExceptionOfType(UnavailableException.class).isThrownBy(new MinuteScans(probe).suspecting(LIVE)::scan);
	}

	@Test
	void namesOfArraysAndLambdasAreReadable() {
		ClassHistogram histogram = ClassHistogram.parse("""
				 num     #instances         #bytes  class name (module)
				-------------------------------------------------------
				   1:         74834        5039288  [B (java.base@17.0.15)
				   2:            10            160  com.acme.Foo$$Lambda/0x00000000080ecef8
				   3:             5             80  com.acme.Foo$$Lambda/0x00000000080ecff8 (com.acme@1)
				   4:             5             80  [[Lcom.acme.Foo;
				Total         74854        5039608
				""");
		assertThat(histogram.instances("byte[]")).isEqualTo(74834);
		assertThat(histogram.bytes("byte[]")).isEqualTo(5039288);
		assertThat(histogram.instances("com.acme.Foo$$Lambda")).isEqualTo(15);
		assertThat(histogram.instances("com.acme.Foo[][]")).isEqualTo(5);
		assertThat(histogram.rows()).hasSize(3);
	}

}

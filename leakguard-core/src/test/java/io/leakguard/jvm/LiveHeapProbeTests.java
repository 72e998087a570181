package io.leakguard.jvm;

import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LiveHeapProbeTests {

	private static final long MEGABYTE = 1024 * 1024;

	private final FakeCollector full = new FakeCollector("PS MarkSweep");

	private final FakeCollector young = new FakeCollector("PS Scavenge");

	private long used = 100;

	private long committed = 1000;

	private final Scans scans = new Scans(
			new LiveHeapProbe(new LiveHeap(List.of(this.full, this.young), List.of(new OldPool())),
					() -> new MemoryUsage(0, this.used, this.committed, 2000)));

	private Population collectedAt(long live) {
		this.full.run(10, Map.of("old", live));
		return this.scans.next("jvm.heap.live");
	}

	@Test
	void whatSurvivesIsFreshOnlyAfterACollection() {
		assertThat(this.scans.next("jvm.heap.live").isFresh()).isFalse();
		Population live = collectedAt(50);
		assertThat(live.isFresh()).isTrue();
		assertThat(live.count()).isEqualTo(50);
		assertThat(live.limit()).isEqualTo(2000);
		assertThat(live.kind()).isEqualTo(Kind.HEAP_GROWS);
		live = this.scans.next("jvm.heap.live");
		assertThat(live.isFresh()).isFalse();
		assertThat(live.count()).isEqualTo(50);
	}

	@Test
	void usedHeapIsShownAndNotJudged() {
		Population used = this.scans.next("jvm.heap.used");
		assertThat(used.count()).isEqualTo(100);
		assertThat(used.isTrended()).isFalse();
	}

	@Test
	void valleysThatRiseWhileTheFreePartFallsAreASign() {
		Population live = null;
		for (int i = 0; i < 30; i++) {
			this.used = 300 + i * 15;
			this.young.run(1);
			live = this.scans.next("jvm.heap.live");
		}
		assertThat(live.signs()).containsExactly(Sign.FREE_HEAP_DOWN);
	}

	@Test
	void aSawToothHasNoSign() {
		Population live = null;
		for (int i = 0; i < 60; i++) {
			this.used = 100 + (i % 7) * 120;
			if (i % 7 == 0) {
				this.young.run(1);
			}
			live = this.scans.next("jvm.heap.live");
			assertThat(live.signs()).isEmpty();
		}
	}

	@Test
	void aHeapThatIsExtendedHasNoSign() {
		for (int i = 0; i < 30; i++) {
			this.used = 300 + i * 15;
			this.young.run(1);
			this.committed = 1000 + i * 30;
			assertThat(this.scans.next("jvm.heap.live").signs()).isEmpty();
		}
	}

	@Test
	void aClassOfTheApplicationIsNamedAtOnce() {
		Population live = suspectedWith(new Look("com.acme.Order", false));
		assertThat(live.culprit().type()).isEqualTo("com.acme.Order");
		assertThat(live.isHint()).isFalse();
		assertThat(live.signs()).isEmpty();
	}

	@Test
	void aClassOfALibraryIsNamedOnlyWhenItHasLedForLong() {
		Population live = suspectedWith(new Look("io.micrometer.core.instrument.ImmutableTag", false));
		assertThat(live.culprit().type()).isNull();
		assertThat(live.isHint()).isTrue();
		live = suspectedWith(new Look("io.micrometer.core.instrument.ImmutableTag", true));
		assertThat(live.culprit().type()).isEqualTo("io.micrometer.core.instrument.ImmutableTag");
		assertThat(live.isHint()).isFalse();
		assertThat(live.signs()).containsExactly(Sign.SAME_CLASS_GROWS);
	}

	private Population suspectedWith(CloserLook look) {
		LiveHeapProbe probe = new LiveHeapProbe(new LiveHeap(List.of(this.full, this.young), List.of(new OldPool())),
				() -> new MemoryUsage(0, this.used, this.committed, 2000), look, new HeapTimeline(List.of()));
		return new Scans(probe).suspect("jvm.heap.live", "").next("jvm.heap.live");
	}

	@Test
	void aCollectorThatDoesNotTellIsUnavailable() {
		Probe probe = new LiveHeapProbe(new LiveHeap(List.of(), List.of()), () -> new MemoryUsage(0, 1, 1, 1));
		assertThatExceptionOfType(Probe.UnavailableException.class).isThrownBy(() -> new Scans(probe).next());
	}

	@Test
	void aRealCollectionTellsWhatIsHeldAndWhatIsNot() {
		Scans scans = new Scans(new LiveHeapProbe());
		System.gc();
		long before = scans.next("jvm.heap.live").count();
		byte[][] held = new byte[64][];
		for (int i = 0; i < held.length; i++) {
			held[i] = new byte[(int) MEGABYTE];
		}
		System.gc();
		Population live = scans.next("jvm.heap.live");
		assertThat(live.isFresh()).isTrue();
		assertThat(live.count()).isBetween(before + 60 * MEGABYTE, before + 90 * MEGABYTE);
		assertThat(held.length).isEqualTo(64);
		held = null;
		System.gc();
		assertThat(scans.next("jvm.heap.live").count()).isLessThan(before + 30 * MEGABYTE);
	}

	private static final class OldPool implements HeapPool {

		@Override
		public String name() {
			return "old";
		}

		@Override
		public long usedAfterCollection() {
			return -1;
		}

	}

	private record Look(String type, boolean isLeaderPersistent) implements CloserLook {

		@Override
		public Optional<Culprit> leader() {
			return Optional.of(Culprit.ofType(this.type));
		}

		@Override
		public boolean isLooking() {
			return false;
		}

	}

}

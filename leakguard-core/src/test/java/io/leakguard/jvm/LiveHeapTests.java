package io.leakguard.jvm;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LiveHeapTests {

	private final FakeCollector young = new FakeCollector("G1 Young Generation");

	private final FakeCollector concurrent = new FakeCollector("G1 Concurrent GC");

	private final FakeCollector full = new FakeCollector("G1 Old Generation");

	private final FakePool eden = new FakePool("G1 Eden Space");

	private final FakePool old = new FakePool("G1 Old Gen");

	private final LiveHeap g1 = new LiveHeap(List.of(this.young, this.concurrent, this.full),
			List.of(this.eden, this.old));

	@Test
	void aYoungCollectionSaysNothing() {
		assertThat(this.g1.poll()).isEmpty();
		this.young.run(5, Map.of("G1 Old Gen", 100L));
		this.eden.left = 0;
		assertThat(this.g1.poll()).isEmpty();
	}

	@Test
	void aFullCollectionSaysWhatIsLeftInTheHeapOnce() {
		fullCollection(70);
		assertThat(this.g1.poll()).hasValue(70);
		assertThat(this.g1.poll()).isEmpty();
	}

	private void fullCollection(long left) {
		this.old.left = left;
		this.full.run(50, Map.of("G1 Old Gen", left, "G1 Eden Space", 0L, "Metaspace", 1000L));
	}

	@Test
	void theLastOfSeveralMixedCollectionsCounts() {
		fullCollection(70);
		this.g1.poll();
		this.young.run(10);
		this.old.left = 90;
		assertThat(this.g1.poll()).isEmpty();
		this.young.run(10);
		this.old.left = 65;
		assertThat(this.g1.poll()).isEmpty();
		this.young.run(5).run(5);
		assertThat(this.g1.poll()).hasValue(65);
		this.young.run(5).run(5);
		assertThat(this.g1.poll()).isEmpty();
	}

	@Test
	void aConcurrentCycleIsAnUpperLimitUntilMixedCollectionsHaveCome() {
		concurrentCycle(90);
		assertThat(this.g1.poll()).isEmpty();
		this.young.run(5);
		assertThat(this.g1.poll()).isEmpty();
		this.young.run(5);
		this.old.left = 60;
		assertThat(this.g1.poll()).isEmpty();
		this.young.run(5).run(5);
		assertThat(this.g1.poll()).hasValue(60);
	}

	private void concurrentCycle(long left) {
		this.old.left = left;
		this.concurrent.run(1).run(1, Map.of("G1 Old Gen", left));
	}

	@Test
	void aConcurrentCycleThatNoMixedCollectionFollowsCounts() {
		concurrentCycle(90);
		assertThat(this.g1.poll()).isEmpty();
		this.young.run(5).run(5);
		assertThat(this.g1.poll()).hasValue(90);
		assertThat(this.g1.poll()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "PS MarkSweep, PS Scavenge", "MarkSweepCompact, Copy", "ZGC Major Cycles, ZGC Minor Cycles",
			"ZGC Cycles, ZGC Pauses", "Shenandoah Cycles, Shenandoah Pauses" })
	void onlyTheCollectionOfTheWholeHeapCounts(String whole, String other) {
		FakeCollector wholeHeap = new FakeCollector(whole);
		FakeCollector others = new FakeCollector(other);
		LiveHeap heap = new LiveHeap(List.of(wholeHeap, others), List.of(new FakePool("old"), new FakePool("young")));
		assertThat(heap.isReadable()).isTrue();
		others.run(1, Map.of("old", 5L));
		assertThat(heap.poll()).isEmpty();
		wholeHeap.run(1, Map.of("old", 5L, "young", 2L, "CodeHeap", 100L));
		assertThat(heap.poll()).hasValue(7);
	}

	@Test
	void aCollectorThatDoesNotTellIsNotReadable() {
		assertThat(
				new LiveHeap(List.of(new FakeCollector("Epsilon Heap")), List.of(new FakePool("Epsilon"))).isReadable())
			.isFalse();
		assertThat(new LiveHeap(List.of(new FakeCollector("Shenandoah Cycles")),
				List.of(new FakePool("Shenandoah Old Gen")))
			.isReadable()).isFalse();
	}

	private static final class FakePool implements HeapPool {

		private final String name;

		private long left;

		FakePool(String name) {
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public long usedAfterCollection() {
			return this.left;
		}

	}

}

package io.leakguard.detection;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VictimsTests {

	private static final String OTHER_SITE = "com.acme.Archive.keep(Archive.java:7)";

	private final Symptoms symptoms = new Symptoms();

	@Test
	void whatGrowsAtLeastAsFastAsAListIsDraggedAlongByIt() {
		Verdict list = list("com.acme.Order", 600);
		assertThat(kept(list, instances(Kind.HEAP_GROWS, "com.acme.Line", 1800, null))).containsExactly(list);
		assertThat(kept(list, instances(Kind.LISTENER_NOT_REMOVED, "com.acme.Line$$Lambda", 600, null)))
			.containsExactly(list);
	}

	@Test
	void whatGrowsMoreSlowlyIsALeakOfItsOwn() {
		Verdict list = list("com.acme.Order", 600);
		Verdict slow = instances(Kind.HEAP_GROWS, "com.acme.Node", 200, null);
		assertThat(kept(list, slow)).containsExactly(list, slow);
	}

	@Test
	void whatWasMadeAtAnotherPlaceIsALeakOfItsOwn() {
		Verdict listeners = verdict("spring.listeners", Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS,
				Culprit.ofType("com.acme.OrderService$$Lambda").at("com.acme.OrderService.on(OrderService.java:42)"),
				600);
		Verdict other = instances(Kind.HEAP_GROWS, "com.acme.Document", 1800, OTHER_SITE);
		assertThat(kept(listeners, other)).containsExactly(listeners, other);
	}

	@Test
	void ofClassesAloneTheOneThatHoldsTheOthersStays() {
		Verdict callback = instances(Kind.LISTENER_NOT_REMOVED, "com.acme.Dashboard$$Lambda", 610, null);
		Verdict dashboard = instances(Kind.HEAP_GROWS, "com.acme.Dashboard", 600, null);
		Verdict rows = instances(Kind.HEAP_GROWS, "com.acme.Row", 6000, null);
		assertThat(kept(rows, dashboard, callback)).containsExactly(callback);
	}

	@Test
	void aHeapThatNamesNobodyIsExplainedByAClass() {
		Verdict node = instances(Kind.HEAP_GROWS, "com.acme.Node", 600, null);
		Verdict heap = verdict("jvm.heap.live", Kind.HEAP_GROWS, Unit.BYTES, Culprit.UNKNOWN, 1 << 20);
		assertThat(kept(heap, node)).containsExactly(node);
	}

	@Test
	void aHeapOfALibrarysClassIsExplainedByWhatHoldsIt() {
		Verdict list = list("com.acme.Session", 600);
		Verdict heap = verdict("jvm.heap.live", Kind.HEAP_GROWS, Unit.BYTES,
				Culprit.ofType("org.apache.tomcat.util.collections.CaseInsensitiveKeyMap$Key"), 1 << 20);
		assertThat(kept(heap, list)).containsExactly(list);
		assertThat(kept(heap)).containsExactly(heap);
	}

	private List<Verdict> kept(Verdict... verdicts) {
		return this.symptoms.fold(Arrays.asList(verdicts)).kept();
	}

	private static Verdict list(String type, double growth) {
		return verdict("spring.registry", Kind.COLLECTION_GROWS, Unit.ENTRIES, Culprit.ofType(type), growth);
	}

	private static Verdict instances(Kind kind, String type, double growth, @Nullable String site) {
		return verdict(Victims.INSTANCES, kind, Unit.OBJECTS, Culprit.ofType(type).at(site), growth);
	}

	private static Verdict verdict(String population, Kind kind, Unit unit, Culprit culprit, double growth) {
		String key = String.valueOf(culprit.type());
		return new Verdict(kind, Stage.SUSPECTED, population(population, kind, unit), key, culprit, null, 100, 0,
				growth, -1, -1, Playback.START, null, (Duration) null, Set.of(), "grew");
	}

	private static Population population(String name, Kind kind, Unit unit) {
		Census census = new Census(Playback.START, Attention.NONE, 10, 10);
		try {
			census.take(new Counting(name, kind, unit));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		return census.populations().get(0);
	}

	private record Counting(String name, Kind kind, Unit unit) implements Probe {

		@Override
		public void count(Census census) {
			census.population(this.name, this.kind, this.unit).count(100);
		}

	}

}

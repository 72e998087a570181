package io.leakguard.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Symptoms}.
 */
class SymptomsTests {

	private static final String SITE = "com.acme.OrderService.onRequest(OrderService.java:42)";

	private final Symptoms symptoms = new Symptoms();

	@Test
	void aHeapThatNamesNobodyIsFoldedIntoWhatGrowsAtTheSameTime() {
		Verdict listener = a(Kind.LISTENER_NOT_REMOVED).type("com.acme.OrderService$$Lambda").verdict();
		Verdict heap = a(Kind.HEAP_GROWS).bytesPerHour(12 << 20).verdict();
		Explained explained = fold(listener, heap);
		assertThat(explained.kept()).containsExactly(listener);
		assertThat(explained.symptoms(listener)).containsExactly("heap_grows grows by 12 MB/h");
		assertThat(explained.symptomsBy((verdict) -> "id")).containsOnlyKeys("id");
	}

	@Test
	void aHeapThatGrewLongBeforeIsAnotherLeak() {
		Verdict listener = a(Kind.LISTENER_NOT_REMOVED).type("com.acme.A").since(Duration.ofHours(5)).verdict();
		assertKept(listener, a(Kind.HEAP_GROWS).verdict());
	}

	@Test
	void aHeapBesideSomethingThatDoesNotGrowIsNotExplained() {
		assertKept(a(Kind.POOL_EXHAUSTED).type("com.acme.Pool").growth(0).verdict(), a(Kind.HEAP_GROWS).verdict());
	}

	@Test
	void objectsOfALibraryAreFoldedIntoTheDescriptorsThatTheyHold() {
		Verdict sockets = a(Kind.FILE_DESCRIPTORS_GROW).type("socket to port 8080").confirmed().verdict();
		assertFolded(sockets, a(Kind.HEAP_GROWS).type("org.apache.tomcat.util.net.NioChannel").confirmed().verdict());
		assertKept(sockets, a(Kind.HEAP_GROWS).type("com.acme.Order").confirmed().verdict());
	}

	@Test
	void aConfirmedHeapIsNotHiddenBehindASuspicion() {
		assertKept(a(Kind.COLLECTION_GROWS).type("com.acme.A").verdict(), a(Kind.HEAP_GROWS).confirmed().verdict());
	}

	@Test
	void aSuspicionOfTheHeapDoesNotStandBesideTheConfirmedGrowthOfItsClass() {
		Verdict objects = a(Kind.HEAP_GROWS).in(Victims.INSTANCES).key("A").type("com.acme.A").confirmed().verdict();
		Verdict heap = a(Kind.HEAP_GROWS).in("jvm.heap.live").type("com.acme.A").bytesPerHour(1 << 20).verdict();
		assertFolded(objects, heap);
		assertThat(fold(heap, objects).causeOf(heap)).isSameAs(objects);
		assertKept(objects, a(Kind.HEAP_GROWS).in("jvm.heap.live").type("com.acme.B").verdict());
	}

	@Test
	void aSurgeIsNeverHidden() {
		assertKept(a(Kind.COLLECTION_GROWS).type("com.acme.A").confirmed().verdict(),
				a(Kind.ALLOCATION_SURGE).verdict());
	}

	@Test
	void aGroupOfTheHeapIsFoldedIntoWhateverNamesItsClass() {
		Verdict heap = a(Kind.HEAP_GROWS).type("com.acme.Client").verdict();
		assertFolded(a(Kind.COLLECTION_GROWS).type("com.acme.Client").verdict(), heap);
		assertFolded(a(Kind.COLLECTION_GROWS).type("com.acme.Client$Session").verdict(), heap);
		assertFolded(a(Kind.LISTENER_NOT_REMOVED).type("com.acme.Client$$Lambda").verdict(), heap);
		assertFolded(a(Kind.LISTENER_NOT_REMOVED).site("com.acme.Client.open(Client.java:3)").verdict(), heap);
		assertFolded(a(Kind.COLLECTION_GROWS).type("java.util.HashMap").holder("Client.sessions").verdict(), heap);
		assertKept(a(Kind.COLLECTION_GROWS).type("com.acme.Other").verdict(), heap);
		assertKept(a(Kind.COLLECTION_GROWS).type("com.acme.Other").holder("ClientPool.all").verdict(), heap);
		assertKept(a(Kind.COLLECTION_GROWS).type("com.acme.ClientPool").verdict(), heap);
	}

	@Test
	void stringsAndArraysNameNobody() {
		Verdict cause = a(Kind.COLLECTION_GROWS).type("com.acme.Other").verdict();
		assertFolded(cause, a(Kind.HEAP_GROWS).type("java.lang.String").verdict());
		assertFolded(cause, a(Kind.HEAP_GROWS).type("byte[]").verdict());
	}

	@Test
	void collectionsOfStringsAreNotTheSameCollection() {
		assertKept(a(Kind.COLLECTION_GROWS).type("java.lang.String").holder("A.names").verdict(),
				a(Kind.CACHE_UNBOUNDED).type("java.lang.String").verdict());
	}

	@Test
	void threadsAreFoldedIntoTheExecutorThatWasMadeAtTheSamePlace() {
		Verdict executor = a(Kind.EXECUTOR_NOT_SHUT_DOWN).type("java.util.concurrent.ThreadPoolExecutor")
			.site(SITE)
			.verdict();
		assertFolded(executor, a(Kind.THREADS_GROW).type("pool-*-thread-*").site(SITE).verdict());
		assertKept(executor, a(Kind.THREADS_GROW).type("worker-*").site("com.acme.B.go(B.java:1)").verdict());
	}

	@Test
	void threadsThatNameNobodyAreFoldedIntoAnExecutorButNotIntoAMap() {
		assertFolded(a(Kind.EXECUTOR_NOT_SHUT_DOWN).site(SITE).verdict(), a(Kind.THREADS_GROW).verdict());
		assertKept(a(Kind.COLLECTION_GROWS).type("com.acme.A").verdict(), a(Kind.THREADS_GROW).verdict());
	}

	@Test
	void descriptorsAreFoldedIntoWhatIsNotClosed() {
		assertFolded(a(Kind.NOT_CLOSED).exact().growth(0).site(SITE).verdict(),
				a(Kind.FILE_DESCRIPTORS_GROW).verdict());
		assertKept(a(Kind.LISTENER_NOT_REMOVED).type("com.acme.A").verdict(), a(Kind.FILE_DESCRIPTORS_GROW).verdict());
	}

	@Test
	void aSymptomThatNamesItsCulpritExplainsOneThatDoesNot() {
		assertFolded(a(Kind.CLASSES_GROW).type("groovy.lang.GroovyClassLoader$InnerLoader").verdict(),
				a(Kind.HEAP_GROWS).verdict());
		assertFolded(a(Kind.THREADS_GROW).site(SITE).verdict(), a(Kind.NATIVE_MEMORY_GROWS).verdict());
	}

	@Test
	void theMoreSpecificOfTwoIsKeptAndTakesOverThatItIsConfirmed() {
		Verdict collection = a(Kind.COLLECTION_GROWS).type("com.acme.A$$Lambda")
			.holder("Router.clients")
			.confirmed(Sign.STABLE_HOLDER)
			.verdict();
		Verdict listener = a(Kind.LISTENER_NOT_REMOVED).type("com.acme.A$$Lambda").site(SITE).verdict();
		Explained explained = fold(collection, listener);
		assertThat(explained.kept()).singleElement().satisfies((kept) -> {
			assertThat(kept.kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
			assertThat(kept.stage()).isEqualTo(Stage.CONFIRMED);
			assertThat(kept.signs()).containsExactly(Sign.STABLE_HOLDER);
			assertThat(explained.symptoms(kept)).hasSize(1);
		});
	}

	@Test
	void anExactEventIsNotHandedOn() {
		Verdict exact = a(Kind.NOT_CLOSED).site(SITE).exact().verdict();
		Verdict held = a(Kind.HELD_TOO_LONG).site(SITE).verdict();
		assertThat(fold(held, exact).kept()).containsExactly(exact);
	}

	@Test
	void oneExecutorInTwoPopulationsIsOne() {
		Verdict bean = a(Kind.EXECUTOR_NOT_SHUT_DOWN).in("spring.executors").site(SITE).verdict();
		assertFolded(bean, a(Kind.EXECUTOR_NOT_SHUT_DOWN).in("thread.executors").site(SITE).verdict());
	}

	@Test
	void twoGroupsOfOnePopulationStayTwo() {
		assertKept(a(Kind.COLLECTION_GROWS).key("A.one").type("com.acme.Order").verdict(),
				a(Kind.COLLECTION_GROWS).key("A.two").type("com.acme.Order").verdict());
	}

	@Test
	void twoLeaksOfOneClassAtTwoPlacesStayTwo() {
		assertKept(a(Kind.LISTENER_NOT_REMOVED).type("com.acme.A").site(SITE).verdict(),
				a(Kind.SUBSCRIPTION_NOT_CANCELLED).type("com.acme.A").site("com.acme.A.b(A.java:9)").verdict());
		assertKept(a(Kind.LISTENER_NOT_REMOVED).type("com.acme.A$Listener").verdict(),
				a(Kind.COLLECTION_GROWS).type("com.acme.A$Session").verdict());
	}

	@Test
	void threeLeaksAndTheirVictimsAreThreeLeaksInAnyOrder() {
		Verdict listener = a(Kind.LISTENER_NOT_REMOVED).type("com.acme.A$$Lambda").site(SITE).verdict();
		Verdict executor = a(Kind.EXECUTOR_NOT_SHUT_DOWN).site("com.acme.B.b(B.java:2)").verdict();
		Verdict cache = a(Kind.CACHE_UNBOUNDED).type("com.acme.User").holder("users").verdict();
		List<Verdict> all = new ArrayList<>(Arrays.asList(listener, executor, cache, a(Kind.HEAP_GROWS).verdict(),
				a(Kind.HEAP_GROWS).key("com.acme.User").in("heap.classes").type("com.acme.User").verdict(),
				a(Kind.THREADS_GROW).site("com.acme.B.b(B.java:2)").verdict(), a(Kind.NATIVE_MEMORY_GROWS).verdict()));
		Random random = new Random(1);
		for (int i = 0; i < 20; i++) {
			Collections.shuffle(all, random);
			assertThat(this.symptoms.fold(all).kept()).containsExactlyInAnyOrder(listener, executor, cache);
		}
	}

	@Test
	void ofNothingThereIsNothing() {
		assertThat(this.symptoms.fold(List.of()).kept()).isEmpty();
	}

	private Explained fold(Verdict... verdicts) {
		return this.symptoms.fold(List.of(verdicts));
	}

	private void assertFolded(Verdict cause, Verdict symptom) {
		assertThat(fold(cause, symptom).kept()).containsExactly(cause);
		assertThat(fold(symptom, cause).kept()).containsExactly(cause);
	}

	private void assertKept(Verdict one, Verdict other) {
		assertThat(fold(one, other).kept()).containsExactlyInAnyOrder(one, other);
	}

	private static Builder a(Kind kind) {
		return new Builder(kind);
	}

	private static final class Builder {

		private final Kind kind;

		private String population;

		private String key = "";

		private Culprit culprit = Culprit.UNKNOWN;

		private @Nullable String holder;

		private Unit unit = Unit.OBJECTS;

		private double growth = 600;

		private Instant since = Playback.START;

		private Stage stage = Stage.SUSPECTED;

		private Set<Sign> signs = Set.of();

		Builder(Kind kind) {
			this.kind = kind;
			this.population = kind.name().toLowerCase();
		}

		Builder in(String population) {
			this.population = population;
			return this;
		}

		Builder key(String key) {
			this.key = key;
			return this;
		}

		Builder type(String type) {
			this.culprit = Culprit.ofType(type).at(this.culprit.site());
			return this;
		}

		Builder site(String site) {
			this.culprit = this.culprit.at(site);
			return this;
		}

		Builder holder(String holder) {
			this.holder = holder;
			return this;
		}

		Builder growth(double growth) {
			this.growth = growth;
			return this;
		}

		Builder bytesPerHour(double growth) {
			this.unit = Unit.BYTES;
			return growth(growth);
		}

		Builder since(Duration after) {
			this.since = Playback.START.plus(after);
			return this;
		}

		Builder confirmed(Sign... signs) {
			this.stage = Stage.CONFIRMED;
			this.signs = Set.of(signs);
			return this;
		}

		Builder exact() {
			return confirmed(Sign.EXACT_EVENT);
		}

		Verdict verdict() {
			Population population = Playback.population(this.population, this.kind, this.unit,
					(builder) -> builder.count(100));
			return new Verdict(this.kind, this.stage, population, this.key, this.culprit, this.holder, 100, 0,
					this.growth, -1, -1, this.since, null, null, this.signs, "grew");
		}

	}

}

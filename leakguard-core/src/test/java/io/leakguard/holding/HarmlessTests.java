package io.leakguard.holding;

import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.Spliterator;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.leakguard.population.Population;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link HoldingProbe} changes, calls, initialises and holds nothing.
 */
class HarmlessTests {

	private static final AtomicInteger CALLS = new AtomicInteger();

	@BeforeEach
	void noCalls() {
		CALLS.set(0);
	}

	@Test
	void foreignCollectionsAreNeverCalled() {
		new Scans(new Foreign()).rounds(6, 0, () -> {
		});
		assertThat(CALLS).hasValue(0);
	}

	@Test
	void aSubclassThatOverridesSizeIsNotCalledAndOneThatDoesNotIsRead() {
		Subclasses root = new Subclasses();
		Scans scans = new Scans(root).rounds(6, 5, () -> {
			root.counting.add("x");
			root.plain.add("x");
		});
		assertThat(scans.names()).containsExactly("held.HarmlessTests$Subclasses.plain");
		assertThat(CALLS).hasValue(0);
	}

	@Test
	void membersAndKeysAreNeverCalled() {
		Keyed root = new Keyed();
		for (int i = 0; i < 20; i++) {
			root.map.put(new Loud(), new Loud());
		}
		Scans scans = new Scans(root).scan();
		int whilePutting = CALLS.get();
		scans.scan();
		assertThat(CALLS).hasValue(whilePutting);
		root.map.put(new Loud(), new Loud());
		int beforeCounting = CALLS.get();
		assertThat(scans.scan().scan().names()).hasSize(1);
		assertThat(CALLS).hasValue(beforeCounting);
	}

	@Test
	void keysAreAskedForOnlyWhereThatWasAllowed() {
		MutableKeys root = new MutableKeys();
		Scans careful = new Scans(root);
		Scans allowed = new Scans(Scans.settings().withProbeKeys(true), root);
		careful.scan();
		allowed.rounds(6, 5, root::addAndChange);
		assertThat(allowed.population("held.HarmlessTests$MutableKeys.keys").facts()).hasSize(1);
		assertThat(careful.scan().scan().population("held.HarmlessTests$MutableKeys.keys").facts()).isEmpty();
	}

	@Test
	void keysThatAreNotChangedAreFound() {
		MutableKeys root = new MutableKeys();
		Scans allowed = new Scans(Scans.settings().withProbeKeys(true), root).rounds(6, 5, root::add);
		assertThat(allowed.population("held.HarmlessTests$MutableKeys.keys").facts()).isEmpty();
	}

	@Test
	void proxiesAreNotCalled() {
		new Scans(new Proxied()).rounds(4, 0, () -> {
		});
		assertThat(CALLS).hasValue(0);
	}

	@Test
	void aBareWeakHashMapBehindASetIsNotRead() {
		WeakSet root = new WeakSet();
		List<Object> alive = new ArrayList<>();
		Scans scans = new Scans(root).rounds(4, 5, () -> {
			Object each = new Object();
			alive.add(each);
			root.weak.add(each);
		});
		assertThat(scans.names()).doesNotContain("held.HarmlessTests$WeakSet.weak");
	}

	@Test
	void iteratorsOfAGuardedMapAreMadeUnderItsLock() {
		Iterated iterated = new Iterated();
		Guarded root = new Guarded(iterated);
		Scans scans = new Scans(root).rounds(4, 5, () -> root.guarded.put(new Object(), "x"));
		assertThat(scans.population("held.HarmlessTests$Guarded.guarded").count()).isEqualTo(20);
		assertThat(iterated.iterators).isPositive();
		assertThat(CALLS).hasValue(0);
	}

	@Test
	void aWeakHashMapBehindOtherWrappersIsNotTouched() {
		Observed weak = new Observed();
		List<Object> alive = new ArrayList<>();
		Scans scans = new Scans(new WrappedWeak(weak)).rounds(4, 5, () -> {
			Object each = new Object();
			alive.add(each);
			weak.put(each, "x");
		});
		assertThat(scans.populations()).isEmpty();
		assertThat(CALLS).hasValue(0);
	}

	@Test
	void wrappersOfOrdinaryCollectionsAreRead() {
		Set<String> set = new LinkedHashSet<>();
		SortedSet<String> sorted = new TreeSet<>();
		Map<String, String> map = new HashMap<>();
		WrappedOrdinary root = new WrappedOrdinary(set, sorted, map);
		Scans scans = new Scans(root).rounds(4, 5, () -> {
			set.add("x" + set.size());
			sorted.add("x" + set.size());
			map.put("x" + set.size(), "x");
			root.guarded.add("x");
		});
		assertThat(scans.names()).containsExactlyInAnyOrder("held.HarmlessTests$WrappedOrdinary.set",
				"held.HarmlessTests$WrappedOrdinary.sorted", "held.HarmlessTests$WrappedOrdinary.values",
				"held.HarmlessTests$WrappedOrdinary.guarded");
	}

	@Test
	void aForeignSortedSetIsNotCalled() {
		new Scans(new ForeignSorted()).rounds(4, 0, () -> {
		});
		assertThat(CALLS).hasValue(0);
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_23)
	void aWrapperOfAForeignCollectionIsNotEvenAskedForASpliterator() {
		new Scans(new ForeignWithSpliterator()).rounds(4, 0, () -> {
		});
		assertThat(CALLS).hasValue(0);
	}

	@Test
	void aWrapperOfASubclassThatChangesNothingOfInterestIsRead() {
		WrappedSubclass root = new WrappedSubclass();
		Scans scans = new Scans(root).rounds(4, 5, () -> {
			root.list.add("x");
			root.map.put("x" + root.map.size(), "x");
		});
		assertThat(scans.names()).containsExactlyInAnyOrder("held.HarmlessTests$WrappedSubclass.list",
				"held.HarmlessTests$WrappedSubclass.map");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25, max = JRE.JAVA_25)
	void collectionsThatComputeTheirMembersAreNotRead() throws Exception {
		for (String name : List.of("StableList", "StableMap", "StableMap$StableMapValues")) {
			assertThat(Containers.of(Class.forName("java.util.ImmutableCollections$" + name))).isNull();
		}
		assertThat(Containers.of(List.of("x", "y", "z").getClass())).isNotNull();
	}

	@Test
	void staticFieldsAreReadOnlyOfClassesThatAreInitialised() {
		HoldingSettings base = Scans.settings();
		HoldingSettings settings = new HoldingSettings(base.maxDepth(), base.maxVisits(), base.budget(),
				base.passEvery(), base.maxCollections(), base.maxPopulations(), base.minimumSize(), base.excluded(),
				base.applicationPackages(), true, false);
		// loaded, but not initialised
		assertThat(NeverUsed.class.getName()).isNotEmpty();
		Used.KEPT.size();
		Scans scans = new Scans(settings, new Root1()).rounds(4, 5, () -> Used.KEPT.put("k" + Used.KEPT.size(), "v"));
		assertThat(Initialised.NEVER_USED).isFalse();
		assertThat(scans.names()).containsExactly("held.HarmlessTests$Used.KEPT");
		Used.KEPT.clear();
	}

	@Test
	void nothingIsHeld() {
		Disposable root = new Disposable();
		Scans scans = new Scans(root).rounds(12, 5, () -> root.inner.list.add(new byte[10]));
		assertThat(scans.names()).hasSize(1);
		WeakReference<Object> inner = new WeakReference<>(root.inner);
		WeakReference<Object> list = new WeakReference<>(root.inner.list);
		WeakReference<Object> member = new WeakReference<>(root.inner.list.get(0));
		root.inner = null;
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
			System.gc();
			return inner.refersTo(null) && list.refersTo(null) && member.refersTo(null);
		});
		assertThat(scans.scan().scan().populations()).isEmpty();
	}

	@Test
	void aPassIsSpreadOverScansWhenTheBudgetIsSmall() {
		HoldingSettings base = Scans.settings();
		HoldingSettings settings = new HoldingSettings(base.maxDepth(), base.maxVisits(), Duration.ofNanos(1),
				base.passEvery(), base.maxCollections(), base.maxPopulations(), base.minimumSize(), base.excluded(),
				base.applicationPackages(), false, false);
		Scans scans = new Scans(settings, Beans.make(500));
		scans.scan();
		assertThat(scans.probe().isWalking()).isTrue();
		for (int i = 0; i < 1_000 && scans.probe().isWalking(); i++) {
			scans.scan();
		}
		assertThat(scans.probe().known()).isEqualTo(500 * 10);
	}

	@Test
	void noMoreCollectionsAreKnownThanAllowed() {
		HoldingSettings base = Scans.settings();
		HoldingSettings settings = new HoldingSettings(base.maxDepth(), base.maxVisits(), base.budget(),
				base.passEvery(), 100, base.maxPopulations(), base.minimumSize(), base.excluded(),
				base.applicationPackages(), false, false);
		assertThat(new Scans(settings, Beans.make(100)).scan().probe().known()).isEqualTo(100);
	}

	@Test
	void mapsMayChangeWhileTheyAreRead() throws Exception {
		Keyless root = new Keyless();
		AtomicInteger running = new AtomicInteger(1);
		Thread writer = new Thread(() -> {
			for (int i = 0; running.get() == 1; i++) {
				root.map.put("k" + i % 5_000, new ArrayList<>(List.of("x")));
				root.map.remove("k" + (i * 31) % 5_000);
			}
		});
		writer.start();
		try {
			Scans scans = new Scans(root);
			for (int i = 0; i < 300; i++) {
				for (Population each : scans.scan().populations()) {
					assertThat(each.count()).isNotNegative();
				}
			}
		}
		finally {
			running.set(0);
			writer.join();
		}
	}

	static class Keyless {

		final Map<String, List<String>> map = new HashMap<>();

	}

	static class Lazy extends AbstractList<String> {

		@Override
		public String get(int index) {
			CALLS.incrementAndGet();
			return "";
		}

		@Override
		public int size() {
			CALLS.incrementAndGet();
			return 10;
		}

		@Override
		public Iterator<String> iterator() {
			CALLS.incrementAndGet();
			return super.iterator();
		}

	}

	static class Foreign {

		final List<String> lazy = new Lazy();

		final List<String> unmodifiable = Collections.unmodifiableList(new Lazy());

		final List<String> guarded = Collections.synchronizedList(new Lazy());

		final Map<String, List<String>> inside = Map.of("one", new Lazy());

	}

	static class Counting extends ArrayList<String> {

		@Override
		public int size() {
			CALLS.incrementAndGet();
			return super.size();
		}

	}

	static class Plain extends ArrayList<String> {

	}

	static class Subclasses {

		final List<String> counting = new Counting();

		final List<String> plain = new Plain();

	}

	static class Loud {

		@Override
		public int hashCode() {
			CALLS.incrementAndGet();
			return System.identityHashCode(this);
		}

		@Override
		public boolean equals(Object obj) {
			CALLS.incrementAndGet();
			return obj == this;
		}

		@Override
		public String toString() {
			CALLS.incrementAndGet();
			return "";
		}

	}

	static class Keyed {

		final Map<Loud, Loud> map = new ConcurrentHashMap<>();

	}

	static class MutableKey {

		int value;

		@Override
		public int hashCode() {
			return this.value;
		}

		@Override
		public boolean equals(Object obj) {
			return obj instanceof MutableKey other && other.value == this.value;
		}

	}

	static class MutableKeys {

		final Set<MutableKey> keys = new java.util.HashSet<>();

		int next;

		void add() {
			MutableKey key = new MutableKey();
			key.value = this.next++;
			this.keys.add(key);
		}

		void addAndChange() {
			MutableKey key = new MutableKey();
			key.value = ++this.next;
			this.keys.add(key);
			key.value = -this.next;
		}

	}

	static class Proxied {

		final Runnable runnable = (Runnable) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { Runnable.class }, (proxy, method, arguments) -> CALLS.incrementAndGet());

		final List<?> list = (List<?>) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { List.class }, (proxy, method, arguments) -> CALLS.incrementAndGet());

	}

	static class WeakSet {

		final Set<Object> weak = Collections.newSetFromMap(new WeakHashMap<>());

	}

	/**
	 * Its size removes stale entries, and so does making an iterator, which asks for it.
	 */
	static class Observed extends WeakHashMap<Object, String> {

		@Override
		public int size() {
			CALLS.incrementAndGet();
			return super.size();
		}

	}

	/** Stands for one whose iterators must be made under the lock. */
	static class Iterated extends HashMap<Object, String> {

		transient Object mutex;

		transient int iterators;

		@Override
		public Set<Map.Entry<Object, String>> entrySet() {
			Set<Map.Entry<Object, String>> entries = super.entrySet();
			return new AbstractSet<>() {

				@Override
				public Iterator<Map.Entry<Object, String>> iterator() {
					Iterated.this.iterators++;
					if (!Thread.holdsLock(Iterated.this.mutex)) {
						CALLS.incrementAndGet();
					}
					return entries.iterator();
				}

				@Override
				public int size() {
					return entries.size();
				}

			};
		}

	}

	static class Guarded {

		final Map<Object, String> guarded;

		Guarded(Iterated iterated) {
			this.guarded = Collections.synchronizedMap(iterated);
			iterated.mutex = this.guarded;
		}

	}

	/** No field is final: a view in a final field is never looked into. */
	static class WrappedWeak {

		Set<Object> keys;

		Collection<String> values;

		Collection<String> guardedValues;

		Set<Object> guardedKeys;

		WrappedWeak(Map<Object, String> weak) {
			this.keys = Collections.unmodifiableSet(weak.keySet());
			this.values = Collections.unmodifiableCollection(weak.values());
			this.guardedValues = Collections.synchronizedCollection(weak.values());
			this.guardedKeys = Collections.synchronizedSet(weak.keySet());
		}

	}

	static class WrappedOrdinary {

		Set<String> set;

		Set<String> sorted;

		Collection<String> values;

		final List<String> guarded = Collections.synchronizedList(new ArrayList<>());

		WrappedOrdinary(Set<String> set, SortedSet<String> sorted, Map<String, String> map) {
			this.set = Collections.unmodifiableSet(set);
			this.sorted = Collections.unmodifiableSortedSet(sorted);
			this.values = Collections.unmodifiableCollection(map.values());
		}

	}

	/** With the spliterator that the JDK makes for it. */
	static class Sorted extends AbstractSet<String> implements SortedSet<String> {

		@Override
		public Iterator<String> iterator() {
			CALLS.incrementAndGet();
			return Collections.emptyIterator();
		}

		@Override
		public int size() {
			CALLS.incrementAndGet();
			return 10;
		}

		@Override
		public Comparator<? super String> comparator() {
			return null;
		}

		@Override
		public SortedSet<String> subSet(String from, String to) {
			return this;
		}

		@Override
		public SortedSet<String> headSet(String to) {
			return this;
		}

		@Override
		public SortedSet<String> tailSet(String from) {
			return this;
		}

		@Override
		public String first() {
			return "";
		}

		@Override
		public String last() {
			return "";
		}

		@Override
		public Spliterator<String> spliterator() {
			return SortedSet.super.spliterator();
		}

	}

	/** Such as a list of an object-relational mapper, which loads its members then. */
	static class Loading extends Lazy {

		@Override
		public Spliterator<String> spliterator() {
			CALLS.incrementAndGet();
			return super.spliterator();
		}

	}

	static class LoadingMap extends AbstractMap<String, String> {

		@Override
		public Set<Map.Entry<String, String>> entrySet() {
			CALLS.incrementAndGet();
			return Set.of();
		}

		@Override
		public Set<String> keySet() {
			CALLS.incrementAndGet();
			return Set.of();
		}

	}

	static class ForeignWithSpliterator {

		List<String> unmodifiable = Collections.unmodifiableList(new Loading());

		List<String> guarded = Collections.synchronizedList(new Loading());

		Collection<String> twice = Collections.unmodifiableCollection(this.guarded);

		Map<String, String> guardedMap = Collections.synchronizedMap(new LoadingMap());

	}

	static class WrappedSubclass {

		final List<String> list = Collections.synchronizedList(new Plain());

		final Map<String, String> map = Collections.synchronizedMap(new LinkedHashMap<>() {

			@Override
			protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
				return size() > 1_000;
			}

		});

	}

	static class ForeignSorted {

		SortedSet<String> guarded = Collections.synchronizedSortedSet(new Sorted());

		SortedSet<String> unmodifiable = Collections.unmodifiableSortedSet(new Sorted());

	}

	static class Initialised {

		static boolean NEVER_USED;

	}

	static class NeverUsed {

		static final Map<String, String> KEPT = new HashMap<>();

		static {
			Initialised.NEVER_USED = true;
		}

	}

	static class Used {

		static final Map<String, String> KEPT = new HashMap<>();

	}

	static class Root1 {

	}

	static class Inner {

		final List<byte[]> list = new ArrayList<>();

	}

	static class Disposable {

		Inner inner = new Inner();

	}

}

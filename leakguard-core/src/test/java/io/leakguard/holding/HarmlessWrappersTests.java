package io.leakguard.holding;

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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that reading a collection through its wrappers does no harm.
 */
class HarmlessWrappersTests extends AbstractHarmlessTests {

	@Test
	void aBareWeakHashMapBehindASetIsNotRead() {
		WeakSet root = new WeakSet();
		List<Object> alive = new ArrayList<>();
		Scans scans = new Scans(root).rounds(4, 5, () -> {
			Object each = new Object();
			alive.add(each);
			root.weak.add(each);
		});
		assertThat(scans.names()).doesNotContain("held.HarmlessWrappersTests$WeakSet.weak");
	}

	@Test
	void iteratorsOfAGuardedMapAreMadeUnderItsLock() {
		Iterated iterated = new Iterated();
		Guarded root = new Guarded(iterated);
		Scans scans = new Scans(root).rounds(4, 5, () -> root.guarded.put(new Object(), "x"));
		assertThat(scans.population("held.HarmlessWrappersTests$Guarded.guarded").count()).isEqualTo(20);
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
		assertThat(scans.names()).containsExactlyInAnyOrder("held.HarmlessWrappersTests$WrappedOrdinary.set",
				"held.HarmlessWrappersTests$WrappedOrdinary.sorted",
				"held.HarmlessWrappersTests$WrappedOrdinary.values",
				"held.HarmlessWrappersTests$WrappedOrdinary.guarded");
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
		assertThat(scans.names()).containsExactlyInAnyOrder("held.HarmlessWrappersTests$WrappedSubclass.list",
				"held.HarmlessWrappersTests$WrappedSubclass.map");
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

}

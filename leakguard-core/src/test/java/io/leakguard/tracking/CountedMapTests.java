package io.leakguard.tracking;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.leakguard.population.Sign;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link CountedMap} and {@link CountedConcurrentMap}.
 */
class CountedMapTests {

	private final Scans scans = new Scans();

	static Stream<Map<Integer, String>> maps() {
		return Stream.of(new HashMap<>(), new TreeMap<>(), new ConcurrentHashMap<>(), new ConcurrentSkipListMap<>());
	}

	@ParameterizedTest
	@MethodSource("maps")
	void whateverIsDoneTheCountIsTheSize(Map<Integer, String> map) {
		map.put(-1, "before");
		Map<Integer, String> view = TrackedRegistry.around(map, this.scans.tracking, "map");
		Map<Integer, String> reference = new HashMap<>(map);
		Random random = new Random(42);
		for (int i = 0; i < 5000; i++) {
			int key = random.nextInt(20);
			int operation = random.nextInt(17);
			String value = "v" + random.nextInt(3);
			assertThat(change(view, operation, key, value)).isEqualTo(change(reference, operation, key, value));
			assertThat(view).isEqualTo(reference);
			if (i % 50 == 0) {
				assertThat(this.scans.scan().population("map").count()).as("operation %s", operation)
					.isEqualTo(reference.size());
			}
		}
		assertThat(this.scans.scan().population("map").count()).isEqualTo(reference.size());
		assertThat(this.scans.population("map").ended()).isPositive();
	}

	private static Object change(Map<Integer, String> map, int operation, int key, String value) {
		return switch (operation) {
			case 0, 1, 2 -> map.put(key, value);
			case 3 -> map.remove(key);
			case 4 -> map.remove(key, value);
			case 5 -> map.putIfAbsent(key, value);
			case 6 -> map.replace(key, value);
			case 7 -> map.replace(key, "v1", value);
			case 8 -> map.compute(key, (k, old) -> (old == null) ? value : null);
			case 9 -> map.computeIfAbsent(key, (k) -> (k % 2 == 0) ? value : null);
			case 10 -> map.computeIfPresent(key, (k, old) -> (k % 2 == 0) ? null : value);
			case 11 -> map.merge(key, value, (old, with) -> old.equals(with) ? null : with);
			case 12 -> map.keySet().remove(key);
			case 13 -> map.values().removeIf((old) -> old.equals("v2") && key == 3);
			case 14 -> map.entrySet().removeIf((entry) -> entry.getKey().equals(key));
			case 15 -> {
				map.putAll(Map.of(key, value, key + 1, value));
				yield null;
			}
			default -> {
				if (key == 7) {
					map.clear();
				}
				yield null;
			}
		};
	}

	@Test
	void evictionsWithinAPutAreSeen() {
		Map<Integer, Integer> recent = new LinkedHashMap<>() {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<Integer, Integer> eldest) {
				return size() > 10;
			}

		};
		Map<Integer, Integer> view = TrackedRegistry.around(recent, this.scans.tracking, "map");
		for (int i = 0; i < 100; i++) {
			view.put(i, i);
		}
		assertThat(this.scans.scan().population("map").count()).isEqualTo(10);
		assertThat(this.scans.population("map").added()).isEqualTo(100);
		assertThat(this.scans.population("map").ended()).isEqualTo(90);
	}

	@Test
	void nullValuesAreEntriesToo() {
		Map<String, String> view = TrackedRegistry.around(new HashMap<>(), this.scans.tracking, "map");
		view.put("a", null);
		view.put("a", null);
		view.put("a", "x");
		assertThat(this.scans.scan().population("map").count()).isEqualTo(1);
		view.put("a", null);
		view.remove("a");
		assertThat(this.scans.scan().population("map").count()).isZero();
	}

	@Test
	void anEntryCanBeSetWhileIterating() {
		Map<String, Object> map = new HashMap<>(Map.of("a", "x"));
		Map<String, Object> view = TrackedRegistry.around(map, this.scans.tracking, "map");
		Iterator<Map.Entry<String, Object>> entries = view.entrySet().iterator();
		assertThat(entries.next().setValue(42)).isEqualTo("x");
		assertThat(map).containsEntry("a", 42);
		assertThat(this.scans.scan().population("map").groups()).filteredOn((group) -> group.count() > 0)
			.singleElement()
			.satisfies((group) -> assertThat(group.key()).isEqualTo("java.lang.Integer"));
	}

	@Test
	void aValueThatIsComputedAnewIsCountedAsWhatItIsNow() {
		for (Map<String, Object> map : List.of(new HashMap<String, Object>(),
				new ConcurrentHashMap<String, Object>())) {
			Map<String, Object> view = TrackedRegistry.around(map, this.scans.tracking,
					"map" + map.getClass().getSimpleName());
			view.put("computed", "x");
			view.put("merged", "x");
			view.put("present", "x");
			view.put("kept", "x");
			view.compute("computed", (key, old) -> 1);
			view.merge("merged", 2, (old, with) -> with);
			view.computeIfPresent("present", (key, old) -> 3);
			view.computeIfPresent("kept", (key, old) -> old);
			this.scans.scan();
			assertThat(this.scans.population("map" + map.getClass().getSimpleName()).groups())
				.extracting((group) -> group.key() + "=" + group.count())
				.containsExactly("java.lang.Integer=3", "java.lang.String=1");
		}
	}

	@Test
	void aNullValueIsLeftAloneWhereTheMapDoesSo() {
		Map<String, String> map = new HashMap<>();
		Map<String, String> view = TrackedRegistry.around(map, this.scans.tracking, "map");
		view.put("a", null);
		assertThat(view.computeIfPresent("a", (key, old) -> "x")).isNull();
		assertThat(map).containsKey("a");
		assertThat(this.scans.scan().population("map").count()).isEqualTo(1);
		assertThat(view.putIfAbsent("a", "y")).isNull();
		assertThat(view.putIfAbsent("a", "z")).isEqualTo("y");
		assertThat(this.scans.scan().population("map").count()).isEqualTo(1);
		view.compute("a", (key, old) -> null);
		assertThat(this.scans.scan().population("map").count()).isZero();
	}

	@Test
	void threadsThatMeetInASynchronizedMapMakeTheCountWrongByLittle() throws Exception {
		Map<Integer, Integer> view = TrackedRegistry.around(Collections.synchronizedMap(new HashMap<>()),
				this.scans.tracking, "map");
		ExecutorService threads = Executors.newFixedThreadPool(8);
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			int first = i * 50;
			all.add(threads.submit(() -> {
				for (int round = 0; round < 50_000; round++) {
					view.put(first + round % 50, round);
					view.remove(first + (round * 7) % 50);
				}
			}));
		}
		for (Future<?> one : all) {
			one.get();
		}
		threads.shutdown();
		// what is tolerated, and what the calls since the last correction may have added
		assertThat(this.scans.scan().population("map").count()).isCloseTo(view.size(), within(64L + 256));
	}

	@Test
	void threadsThatPutAndRemoveLeaveNothing() throws Exception {
		ConcurrentMap<Integer, Integer> view = TrackedRegistry.around(new ConcurrentHashMap<>(), this.scans.tracking,
				"map");
		ExecutorService threads = Executors.newFixedThreadPool(8);
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			all.add(threads.submit(() -> {
				for (int round = 0; round < 5000; round++) {
					int key = round % 7;
					view.put(key, round);
					view.computeIfPresent(key, (k, old) -> null);
					view.merge(key, 1, Integer::sum);
					view.remove(key);
				}
			}));
		}
		for (Future<?> one : all) {
			one.get();
		}
		threads.shutdown();
		assertThat(this.scans.scan().population("map").count()).isEqualTo(view.size());
		view.clear();
		assertThat(this.scans.scan().population("map").count()).isZero();
	}

	@Test
	void aMapThatOnlyGrowsKeepsItsOldest() {
		Map<Integer, String> view = TrackedRegistry.around(new ConcurrentHashMap<>(), this.scans.tracking, "map");
		this.scans.scan();
		for (int i = 0; i < 100; i++) {
			view.put(i, "value");
			if (i % 10 == 0) {
				this.scans.scan();
			}
		}
		assertThat(this.scans.group("map").signs()).contains(Sign.OLDEST_NEVER_LEAVE);
		assertThat(this.scans.group("map").culprit().site()).contains("aMapThatOnlyGrowsKeepsItsOldest");
	}

	@Test
	void aMapThatTurnsOverDoesNot() {
		Map<Integer, String> view = TrackedRegistry.around(new ConcurrentHashMap<>(), this.scans.tracking, "map");
		this.scans.scan();
		for (int i = 0; i < 1000; i++) {
			view.put(i, "value");
			if (i % 2 == 0) {
				view.remove(i / 2);
			}
			if (i % 10 == 0) {
				this.scans.scan();
				assertThat(this.scans.group("map").signs()).doesNotContain(Sign.OLDEST_NEVER_LEAVE);
			}
		}
	}

}

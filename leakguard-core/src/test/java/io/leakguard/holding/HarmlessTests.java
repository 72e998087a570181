package io.leakguard.holding;

import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.leakguard.population.Population;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link HoldingProbe} changes, calls, initialises and holds nothing.
 */
class HarmlessTests extends AbstractHarmlessTests {

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

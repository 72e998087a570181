package io.leakguard.holding;

import java.beans.PropertyChangeListener;
import java.beans.PropertyChangeSupport;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.leakguard.holding.HoldingProbeTests.ChatSession;
import io.leakguard.holding.HoldingProbeTests.Client;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HoldingProbe}: what kind of leak a collection would be, by what is in
 * it.
 */
class HeldKindsTests {

	@Test
	void sessionsAndListenersAreToldByTheirClasses() {
		Registry registry = new Registry();
		Scans scans = new Scans(registry).rounds(4, 5, () -> {
			registry.open.put("s" + registry.open.size(), new ChatSession());
			registry.changes.addPropertyChangeListener(new Listener());
			registry.watching.add(new Listener());
		});
		String prefix = "held.HeldKindsTests$Registry.";
		assertThat(scans.population(prefix + "open").kind()).isEqualTo(Kind.SESSION_RETAINED);
		assertThat(scans.population(prefix + "changes").kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
		assertThat(scans.population(prefix + "changes").culprit().type()).isEqualTo(Listener.class.getName());
		assertThat(scans.population(prefix + "watching").kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void keysWithoutEqualityAreNamedAndKeysWithAreNot() {
		Caches caches = new Caches();
		Scans scans = new Scans(caches).rounds(4, 5, () -> {
			caches.byPlainKey.put(new PlainKey("a"), "v");
			caches.byArray.put(new byte[1], "v");
			caches.byRecord.put(new RecordKey("a" + caches.byRecord.size()), "v");
			caches.byObject.put(new Client(), "v");
		});
		String prefix = "held.HeldKindsTests$Caches.";
		assertThat(scans.population(prefix + "byPlainKey").kind()).isEqualTo(Kind.KEY_WITHOUT_EQUALS);
		assertThat(scans.population(prefix + "byPlainKey").culprit().type()).isEqualTo(PlainKey.class.getName());
		assertThat(scans.population(prefix + "byArray").kind()).isEqualTo(Kind.KEY_WITHOUT_EQUALS);
		assertThat(scans.population(prefix + "byRecord").kind()).isEqualTo(Kind.CACHE_UNBOUNDED);
		assertThat(scans.population(prefix + "byObject").kind()).isEqualTo(Kind.CACHE_UNBOUNDED);
	}

	@Test
	void whatIsKeptInMemoryIsNoCacheAndWhatIsMemoizedIsOne() {
		InMemoryClients clients = new InMemoryClients();
		Scans scans = new Scans(clients).rounds(4, 5, () -> {
			clients.byName.put("c" + clients.byName.size(), new Client());
			clients.memoized.put("c" + clients.memoized.size(), new Client());
		});
		String prefix = "held.HeldKindsTests$InMemoryClients.";
		assertThat(scans.population(prefix + "byName").kind()).isEqualTo(Kind.COLLECTION_GROWS);
		assertThat(scans.population(prefix + "memoized").kind()).isEqualTo(Kind.CACHE_UNBOUNDED);
	}

	@Test
	void aValueThatHoldsItsWeakKeyIsFoundBehindASynchronizedWrapper() {
		Parsers parsers = new Parsers();
		Scans scans = new Scans(parsers).rounds(4, 5, parsers::leak);
		Population found = scans.population("held.HeldKindsTests$Parsers.guarded");
		assertThat(found.kind()).isEqualTo(Kind.WEAK_KEY_HELD_BY_VALUE);
		assertThat(found.count()).isEqualTo(20);
		assertThat(found.culprit().type()).isEqualTo(Parser.class.getName());
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_23)
	void aBareWeakHashMapIsReadWithoutBeingWritten() {
		Parsers parsers = new Parsers();
		Scans scans = new Scans(parsers).rounds(4, 5, parsers::leak);
		Population found = scans.population("held.HeldKindsTests$Parsers.bare");
		assertThat(found.kind()).isEqualTo(Kind.WEAK_KEY_HELD_BY_VALUE);
		assertThat(found.count()).isEqualTo(20);
	}

	@Test
	@DisabledForJreRange(max = JRE.JAVA_23)
	void aBareWeakHashMapIsLeftAloneWhereReadingItWouldWrite() {
		Parsers parsers = new Parsers();
		Scans scans = new Scans(parsers).rounds(4, 5, parsers::leak);
		assertThat(scans.names()).doesNotContain("held.HeldKindsTests$Parsers.bare");
	}

	@Test
	void weakKeysWhoseValuesAreUnrelatedAreAnOrdinaryMap() {
		Parsers parsers = new Parsers();
		List<Object> keys = new ArrayList<>();
		Scans scans = new Scans(parsers).rounds(4, 5, () -> {
			ChatSession key = new ChatSession();
			keys.add(key);
			parsers.guarded.put(key, new Parser(null));
		});
		assertThat(scans.population("held.HeldKindsTests$Parsers.guarded").kind())
			.isNotEqualTo(Kind.WEAK_KEY_HELD_BY_VALUE);
	}

	@Test
	void referencesThatStillHoldTheirReferentsAreACollection() {
		References references = new References();
		Object alive = new Object();
		Scans scans = new Scans(references).rounds(4, 5, () -> references.kept.add(new WeakReference<>(alive)));
		assertThat(scans.population("held.HeldKindsTests$References.kept").kind())
			.isNotEqualTo(Kind.REFERENCE_QUEUE_NOT_DRAINED);
		Reference.reachabilityFence(alive);
	}

	@Test
	void referencesThatAreKeptAfterTheirReferentsAreNamed() {
		References references = new References();
		Scans scans = new Scans(references).rounds(4, 5, () -> {
			WeakReference<Object> cleared = new WeakReference<>(new Object());
			cleared.clear();
			references.kept.add(cleared);
		});
		Population found = scans.population("held.HeldKindsTests$References.kept");
		assertThat(found.kind()).isEqualTo(Kind.REFERENCE_QUEUE_NOT_DRAINED);
		assertThat(found.holder()).contains("references are cleared and still held");
	}

	@Test
	void futuresThatNobodyCompletesAreDescribed() {
		Pending pending = new Pending();
		Scans scans = new Scans(pending).rounds(4, 5, () -> {
			pending.replies.put("r" + pending.replies.size(), new CompletableFuture<>());
			pending.ready.thenRun(() -> pending.replies.size());
		});
		assertThat(scans.population("held.HeldKindsTests$Pending.replies").holder()).contains("futures are incomplete");
		assertThat(scans.population("held.HeldKindsTests$Pending.ready").kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void cancelledTasksInAQueueAreNamed() {
		Timeouts timeouts = new Timeouts();
		try {
			Scans scans = new Scans(timeouts).rounds(4, 5, () -> timeouts.executor.schedule(() -> {
			}, 1, TimeUnit.HOURS).cancel(false));
			assertThat(scans.population("held.HeldKindsTests$Timeouts.executor").kind())
				.isEqualTo(Kind.CANCELLED_TASKS_RETAINED);
		}
		finally {
			timeouts.executor.shutdownNow();
		}
	}

	@Test
	void linkedCollectionsBehindAWrapperAreRead() {
		Linked linked = new Linked();
		Scans scans = new Scans(linked).rounds(4, 5, linked::leak);
		assertThat(scans.population("held.HeldKindsTests$Linked.recent").count()).isEqualTo(20);
		assertThat(scans.population("held.HeldKindsTests$Linked.seen").count()).isEqualTo(20);
	}

	@Test
	void queuesAreNamedAndABoundIsDeclared() {
		Queues queues = new Queues();
		Scans scans = new Scans(queues).rounds(4, 5, () -> {
			queues.linked.add("x");
			queues.blocking.offer("x");
			queues.history.add("x");
			queues.backlog.add(new Client());
		});
		assertThat(scans.population("held.HeldKindsTests$Queues.history").kind()).isEqualTo(Kind.COLLECTION_GROWS);
		assertThat(scans.population("held.HeldKindsTests$Queues.backlog").kind()).isEqualTo(Kind.QUEUE_GROWS);
		assertThat(scans.population("held.HeldKindsTests$Queues.linked").kind()).isEqualTo(Kind.QUEUE_GROWS);
		assertThat(scans.population("held.HeldKindsTests$Queues.linked").bound()).isNull();
		assertThat(scans.population("held.HeldKindsTests$Queues.blocking").bound()).isEqualTo(1_500);
	}

	@Test
	void aRingIsBoundedByItsLength() {
		Ring ring = new Ring();
		Scans scans = new Scans(ring).rounds(4, 5, ring::add);
		assertThat(scans.population("held.HeldKindsTests$Ring.slots").bound()).isEqualTo(100);
	}

	static class InMemoryClients {

		final Map<String, Client> byName = new ConcurrentHashMap<>();

		final Map<String, Client> memoized = new ConcurrentHashMap<>();

	}

	static class Listener implements PropertyChangeListener {

		@Override
		public void propertyChange(java.beans.PropertyChangeEvent event) {
		}

	}

	static class Registry {

		final Map<String, ChatSession> open = new ConcurrentHashMap<>();

		final PropertyChangeSupport changes = new PropertyChangeSupport(this);

		final Set<Object> watching = Collections.newSetFromMap(new ConcurrentHashMap<>());

	}

	static class PlainKey {

		final String name;

		PlainKey(String name) {
			this.name = name;
		}

	}

	record RecordKey(String name) {
	}

	static class Caches {

		final Map<PlainKey, String> byPlainKey = new HashMap<>();

		final Map<byte[], String> byArray = new HashMap<>();

		final Map<RecordKey, String> byRecord = new HashMap<>();

		final Map<Client, String> byObject = new HashMap<>();

	}

	static class Parser {

		final ChatSession session;

		Parser(ChatSession session) {
			this.session = session;
		}

	}

	static class Parsers {

		final Map<ChatSession, Parser> guarded = Collections.synchronizedMap(new WeakHashMap<>());

		final Map<ChatSession, Parser> bare = new WeakHashMap<>();

		void leak() {
			this.guarded.computeIfAbsent(new ChatSession(), Parser::new);
			this.bare.computeIfAbsent(new ChatSession(), Parser::new);
		}

	}

	static class References {

		final Set<WeakReference<Object>> kept = new HashSet<>();

	}

	static class Pending {

		final Map<String, CompletableFuture<String>> replies = new HashMap<>();

		final CompletableFuture<Void> ready = new CompletableFuture<>();

	}

	static class Timeouts {

		final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);

	}

	static class Linked {

		final Map<String, Object> recent = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true));

		final Set<String> seen = Collections.synchronizedSet(new LinkedHashSet<>());

		private int next;

		void leak() {
			this.recent.put("image-" + this.next, new Object());
			this.seen.add("image-" + this.next++);
		}

	}

	static class Queues {

		final Queue<String> linked = new ConcurrentLinkedQueue<>();

		final Queue<String> blocking = new ArrayBlockingQueue<>(1_500);

		final Queue<String> history = new ArrayDeque<>();

		final Queue<Client> backlog = new ArrayDeque<>();

	}

	static class Ring {

		final Object[] slots = new Object[100];

		int next;

		void add() {
			this.slots[this.next++ % this.slots.length] = new Client();
		}

	}

}

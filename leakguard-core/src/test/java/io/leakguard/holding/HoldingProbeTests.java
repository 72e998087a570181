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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HoldingProbe}: what is found, and what it is called.
 */
class HoldingProbeTests {

	@Test
	void aMapThatGrowsIsAPopulationWithItsPathAndContents() {
		Router router = new Router();
		Population found = new Scans(router)
			.rounds(4, 5, () -> router.clients.put("c" + router.clients.size(), new Client()))
			.population("held.Router.clients".replace("Router", "HoldingProbeTests$Router"));
		assertThat(found.count()).isEqualTo(20);
		assertThat(found.kind()).isEqualTo(Kind.COLLECTION_GROWS);
		assertThat(found.culprit().type()).isEqualTo(Client.class.getName());
		assertThat(found.holder()).contains(Router.class.getName() + ".clients", "ConcurrentHashMap<String, ");
	}

	@Test
	void aMapWhoseEntriesAreRemovedIsNone() {
		Router router = new Router();
		Scans scans = new Scans(router).rounds(4, 5, () -> {
			router.clients.put("c", new Client());
			router.clients.remove("c");
		});
		assertThat(scans.populations()).isEmpty();
	}

	@Test
	void aCollectionThatIsLargeAndNeverChangesIsNone() {
		Router router = new Router();
		for (int i = 0; i < 1_000; i++) {
			router.clients.put("c" + i, new Client());
		}
		assertThat(new Scans(router).rounds(4, 0, () -> {
		}).populations()).isEmpty();
	}

	@Test
	void aCollectionIsFoundBehindOtherObjects() {
		Facade facade = new Facade();
		Scans scans = new Scans(facade).rounds(4, 5,
				() -> facade.router.get().clients.put("c" + facade.router.get().clients.size(), new Client()));
		assertThat(scans.counts())
			.containsEntry("held.HoldingProbeTests$Router.clients via HoldingProbeTests$Facade.router", 20L);
	}

	@Test
	void aRootIsNotWalkedAsAPartOfAnother() {
		Facade facade = new Facade();
		Router router = facade.router.get();
		Scans scans = new Scans(facade, router).rounds(4, 5,
				() -> router.clients.put("c" + router.clients.size(), new Client()));
		assertThat(scans.names()).containsExactly("held.HoldingProbeTests$Router.clients");
	}

	@Test
	void twoRootsOfOneClassHaveTheirOwnPopulations() {
		Router one = new Router();
		Router other = new Router();
		Scans scans = new Scans(one, other).rounds(4, 5,
				() -> other.clients.put("c" + other.clients.size(), new Client()));
		assertThat(scans.names()).containsExactly("held.HoldingProbeTests$Router(bean1).clients");
	}

	@Test
	void aCollectionBeanIsAPopulation() {
		Map<String, Client> bean = new HashMap<>();
		Scans scans = new Scans(bean).rounds(4, 5, () -> bean.put("c" + bean.size(), new Client()));
		assertThat(scans.names()).containsExactly("held.HashMap(bean0)");
	}

	@Test
	void whatALambdaCapturesIsWalked() {
		List<Client> captured = new ArrayList<>();
		Capturing root = new Capturing(() -> captured.size());
		Scans scans = new Scans(root).rounds(4, 5, () -> captured.add(new Client()));
		assertThat(scans.names()).singleElement()
			.asString()
			.contains("$$Lambda.", " via HoldingProbeTests$Capturing.lambda");
	}

	@Test
	void staticFieldsOfTheClassesOfBeansAreWalked() {
		WithStatic root = new WithStatic();
		Scans scans = new Scans(root).rounds(4, 5, () -> WithStatic.ALL.add(new Client()));
		assertThat(scans.names()).containsExactly("held.HoldingProbeTests$WithStatic.ALL");
		WithStatic.ALL.clear();
	}

	@Test
	void aListThatIsCopiedOnWriteIsFollowedThroughItsField() {
		CopyOnWrite root = new CopyOnWrite();
		Scans scans = new Scans(root).rounds(4, 5, root::add);
		assertThat(scans.counts()).containsEntry("held.HoldingProbeTests$CopyOnWrite.hooks", 20L)
			.containsEntry("held.HoldingProbeTests$CopyOnWrite.array", 20L);
		assertThat(scans.population("held.HoldingProbeTests$CopyOnWrite.array").bound()).isNull();
	}

	@Test
	void collectionsInsideAMapThatDoesNotGrowAreOnePopulation() {
		Broker broker = new Broker();
		Scans scans = new Scans(broker).rounds(4, 5, () -> broker.byTopic.get("one").add((event) -> broker.handled++));
		Population found = scans.population("held.HoldingProbeTests$Broker.byTopic[]");
		assertThat(found.count()).isEqualTo(20);
		assertThat(found.kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
		assertThat(found.culprit().type()).isEqualTo(HoldingProbeTests.class.getName() + "$$Lambda");
	}

	@Test
	void ofALargeCollectionOnlyTheFirstMembersAreWalkedInto() {
		List<Router> routers = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			routers.add(new Router());
		}
		Scans scans = new Scans(new Fleet(routers)).rounds(4, 5,
				() -> routers.forEach((router) -> router.clients.put("c" + router.clients.size(), new Client())));
		assertThat(
				scans.population("held.HoldingProbeTests$Router.clients via HoldingProbeTests$Fleet.routers[]").count())
			.isEqualTo(32 * 20);
	}

	@Test
	void ofALargeCollectionOnlyTheFirstMembersAreLookedAt() {
		Crowd crowd = new Crowd(new ArrayList<>());
		for (int i = 0; i < 132; i++) {
			crowd.people.add((i < 32) ? new Client() : new ChatSession());
		}
		Scans scans = new Scans(crowd).rounds(4, 5, () -> crowd.people.add(new ChatSession()));
		assertThat(scans.population("held.HoldingProbeTests$Crowd.people").culprit().type())
			.isEqualTo(Client.class.getName());
	}

	@Test
	void noMoreCollectionsThanAllowedAreToldThoseThatGrowFirst() {
		int allowed = Scans.settings().maxPopulations();
		List<Router> routers = new ArrayList<>();
		for (int i = 0; i < allowed + 10; i++) {
			routers.add(new Router());
		}
		Router last = routers.get(routers.size() - 1);
		Scans scans = new Scans(routers.toArray()).rounds(4, 5,
				() -> routers.forEach((router) -> router.clients.put("c" + router.clients.size(), new Client())));
		scans.rounds(1, 5, () -> last.clients.put("c" + last.clients.size(), new Client()));
		assertThat(scans.names()).hasSize(allowed)
			.contains("held.HoldingProbeTests$Router(bean%d).clients".formatted(allowed + 9));
	}

	@Test
	void aNewCollectionIsFoundInTheNextPass() {
		Facade facade = new Facade();
		Scans scans = new Scans(facade).scan().scan();
		Router late = new Router();
		facade.router.set(late);
		scans.rounds(4, 5, () -> late.clients.put("c" + late.clients.size(), new Client()));
		assertThat(scans.names()).hasSize(1);
	}

	@Test
	void sessionsAndListenersAreToldByTheirClasses() {
		Registry registry = new Registry();
		Scans scans = new Scans(registry).rounds(4, 5, () -> {
			registry.open.put("s" + registry.open.size(), new ChatSession());
			registry.changes.addPropertyChangeListener(new Listener());
			registry.watching.add(new Listener());
		});
		String prefix = "held.HoldingProbeTests$Registry.";
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
		String prefix = "held.HoldingProbeTests$Caches.";
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
		String prefix = "held.HoldingProbeTests$InMemoryClients.";
		assertThat(scans.population(prefix + "byName").kind()).isEqualTo(Kind.COLLECTION_GROWS);
		assertThat(scans.population(prefix + "memoized").kind()).isEqualTo(Kind.CACHE_UNBOUNDED);
	}

	@Test
	void aValueThatHoldsItsWeakKeyIsFoundBehindASynchronizedWrapper() {
		Parsers parsers = new Parsers();
		Scans scans = new Scans(parsers).rounds(4, 5, parsers::leak);
		Population found = scans.population("held.HoldingProbeTests$Parsers.guarded");
		assertThat(found.kind()).isEqualTo(Kind.WEAK_KEY_HELD_BY_VALUE);
		assertThat(found.count()).isEqualTo(20);
		assertThat(found.culprit().type()).isEqualTo(Parser.class.getName());
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_23)
	void aBareWeakHashMapIsReadWithoutBeingWritten() {
		Parsers parsers = new Parsers();
		Scans scans = new Scans(parsers).rounds(4, 5, parsers::leak);
		Population found = scans.population("held.HoldingProbeTests$Parsers.bare");
		assertThat(found.kind()).isEqualTo(Kind.WEAK_KEY_HELD_BY_VALUE);
		assertThat(found.count()).isEqualTo(20);
	}

	@Test
	@DisabledForJreRange(max = JRE.JAVA_23)
	void aBareWeakHashMapIsLeftAloneWhereReadingItWouldWrite() {
		Parsers parsers = new Parsers();
		Scans scans = new Scans(parsers).rounds(4, 5, parsers::leak);
		assertThat(scans.names()).doesNotContain("held.HoldingProbeTests$Parsers.bare");
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
		assertThat(scans.population("held.HoldingProbeTests$Parsers.guarded").kind())
			.isNotEqualTo(Kind.WEAK_KEY_HELD_BY_VALUE);
	}

	@Test
	void referencesThatStillHoldTheirReferentsAreACollection() {
		References references = new References();
		Object alive = new Object();
		Scans scans = new Scans(references).rounds(4, 5, () -> references.kept.add(new WeakReference<>(alive)));
		assertThat(scans.population("held.HoldingProbeTests$References.kept").kind())
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
		Population found = scans.population("held.HoldingProbeTests$References.kept");
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
		assertThat(scans.population("held.HoldingProbeTests$Pending.replies").holder())
			.contains("futures are incomplete");
		assertThat(scans.population("held.HoldingProbeTests$Pending.ready").kind())
			.isEqualTo(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void cancelledTasksInAQueueAreNamed() {
		Timeouts timeouts = new Timeouts();
		try {
			Scans scans = new Scans(timeouts).rounds(4, 5, () -> timeouts.executor.schedule(() -> {
			}, 1, TimeUnit.HOURS).cancel(false));
			assertThat(scans.population("held.HoldingProbeTests$Timeouts.executor").kind())
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
		assertThat(scans.population("held.HoldingProbeTests$Linked.recent").count()).isEqualTo(20);
		assertThat(scans.population("held.HoldingProbeTests$Linked.seen").count()).isEqualTo(20);
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
		assertThat(scans.population("held.HoldingProbeTests$Queues.history").kind()).isEqualTo(Kind.COLLECTION_GROWS);
		assertThat(scans.population("held.HoldingProbeTests$Queues.backlog").kind()).isEqualTo(Kind.QUEUE_GROWS);
		assertThat(scans.population("held.HoldingProbeTests$Queues.linked").kind()).isEqualTo(Kind.QUEUE_GROWS);
		assertThat(scans.population("held.HoldingProbeTests$Queues.linked").bound()).isNull();
		assertThat(scans.population("held.HoldingProbeTests$Queues.blocking").bound()).isEqualTo(1_500);
	}

	@Test
	void aRingIsBoundedByItsLength() {
		Ring ring = new Ring();
		Scans scans = new Scans(ring).rounds(4, 5, ring::add);
		assertThat(scans.population("held.HoldingProbeTests$Ring.slots").bound()).isEqualTo(100);
	}

	@Test
	void membersThatNeverLeaveAreASign() {
		Router router = new Router();
		Scans scans = new Scans(router).rounds(12, 10,
				() -> router.clients.put("c" + router.clients.size(), new Client()));
		assertThat(scans.population("held.HoldingProbeTests$Router.clients").signs()).contains(Sign.OLDEST_NEVER_LEAVE);
	}

	@Test
	void membersThatLeaveWhileMoreComeAreNoSign() {
		Queues queues = new Queues();
		int[] next = new int[1];
		Scans scans = new Scans(queues).rounds(30, 10, () -> {
			queues.backlog.add(new Client());
			queues.backlog.add(new Client());
			queues.backlog.poll();
			next[0]++;
		});
		Population found = scans.population("held.HoldingProbeTests$Queues.backlog");
		assertThat(found.count()).isEqualTo(300);
		assertThat(found.signs()).isEmpty();
	}

	@Test
	void aFixedNumberOfEntriesThatTurnOverHasNoSign() {
		Lru lru = new Lru();
		Scans scans = new Scans(lru).rounds(30, 10, lru::put);
		assertThat(scans.populations()).allSatisfy((each) -> {
			assertThat(each.count()).isLessThanOrEqualTo(50);
			assertThat(each.signs()).isEmpty();
		});
	}

	@Test
	void oneCollectionInTwoFieldsIsOnePopulation() {
		Router one = new Router();
		Sharing other = new Sharing(one.clients);
		Scans scans = new Scans(one, other).rounds(4, 5, () -> one.clients.put("c" + one.clients.size(), new Client()));
		assertThat(scans.names()).containsExactly("held.HoldingProbeTests$Router.clients");
	}

	@Test
	void aStaticFieldOfASuperclassIsReadOnceHoweverManySubclassesThereAre() {
		Scans scans = new Scans(new Sub1()).scan().scan();
		scans.add(new Sub2());
		scans.add(new Sub3());
		assertThat(scans.scan().scan().scan().populations()).isEmpty();
	}

	@Test
	void objectsThatBringTheirCollectionsAreNoGrowthOfThose() {
		Sessions root = new Sessions();
		root.all.add(new Client10());
		Scans scans = new Scans(root).rounds(10, 2, () -> root.all.add(new Client10()));
		assertThat(scans.names()).containsExactly("held.HoldingProbeTests$Sessions.all");
	}

	record Sharing(Map<String, Client> theSame) {
	}

	static class Super {

		static final List<String> NAMES = new ArrayList<>(List.of("a", "b", "c", "d", "e"));

	}

	static class Sub1 extends Super {

	}

	static class Sub2 extends Super {

	}

	static class Sub3 extends Super {

	}

	static class Client10 {

		final List<String> rights = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));

	}

	static class Sessions {

		final List<Client10> all = new ArrayList<>();

	}

	static class Client {

		String name = "";

		Runnable action = () -> {
		};

	}

	static class InMemoryClients {

		final Map<String, Client> byName = new ConcurrentHashMap<>();

		final Map<String, Client> memoized = new ConcurrentHashMap<>();

	}

	static class Router {

		final Map<String, Client> clients = new ConcurrentHashMap<>();

	}

	static class Facade {

		final AtomicReference<Router> router = new AtomicReference<>(new Router());

	}

	record Fleet(List<Router> routers) {
	}

	record Crowd(List<Object> people) {
	}

	record Capturing(Supplier<Integer> lambda) {
	}

	static class WithStatic {

		static final List<Client> ALL = new ArrayList<>();

	}

	static class CopyOnWrite {

		volatile List<Client> hooks = List.of();

		volatile Client[] array = new Client[0];

		void add() {
			List<Client> copy = new ArrayList<>(this.hooks);
			copy.add(new Client());
			this.hooks = List.copyOf(copy);
			this.array = this.hooks.toArray(new Client[0]);
		}

	}

	interface Event {

	}

	interface Handles {

		void on(Event event);

	}

	static class Broker {

		int handled;

		final Map<String, List<Handles>> byTopic = Map.of("one", new CopyOnWriteArrayList<>(), "two",
				new CopyOnWriteArrayList<>());

	}

	static class ChatSession {

		String id = "";

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

	static class Lru {

		int next;

		final Map<Integer, Client> entries = new LinkedHashMap<>() {
			@Override
			protected boolean removeEldestEntry(Map.Entry<Integer, Client> eldest) {
				return size() > 50;
			}
		};

		void put() {
			this.entries.put(this.next++, new Client());
		}

	}

}

package io.leakguard.holding;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import org.junit.jupiter.api.Test;

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

	static class Queues {

		final Queue<Client> backlog = new ArrayDeque<>();

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

package io.leakguard.jvm;

import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe.UnavailableException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link ClassHistogramProbe} and {@link ClassGrowth}.
 */
class ClassHistogramProbeTests {

	private static final String POPULATION = "jvm.heap.classes";

	private static final String LIVE = "jvm.heap.live";

	private final Map<String, Long> heap = new LinkedHashMap<>();

	private final List<String> asked = new ArrayList<>();

	private final AtomicLong cycles = new AtomicLong();

	private final AtomicLong used = new AtomicLong(50L << 20);

	private int threads = 20;

	private String hierarchy = "";

	private List<String> arguments = List.of();

	private final ClassHistogramProbe probe = probe(this::run);

	private final MinuteScans scans = new MinuteScans(this.probe);

	private String run(String operation, String... arguments) {
		this.asked.add(operation);
		this.arguments = List.of(arguments);
		if (operation.equals("vmClassHierarchy")) {
			return this.hierarchy;
		}
		StringBuilder text = new StringBuilder(" num     #instances         #bytes  class name (module)\n");
		this.heap.forEach((name, count) -> text.append("   1:  %d  %d  %s\n".formatted(count, count * 24, name)));
		return text.append("Total 1 1\n").toString();
	}

	@Test
	void theApplicationClassIsNamedAndNotWhatItDragsAlong() {
		this.scans.suspecting(LIVE);
		grow(10, 50, "com.acme.Order", "[B", "java.util.HashMap$Node", "java.lang.String");
		assertThat(this.probe.leader()).contains(Culprit.ofType("com.acme.Order"));
		Population population = this.scans.population(POPULATION);
		assertThat(population.groups()).extracting(Group::key).containsExactly("com.acme.Order");
		assertThat(population.facts()).isEmpty();
		assertThat(population.isTrended()).isFalse();
	}

	@Test
	void theApplicationClassThatDragsMostAlongLeads() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 10; i++) {
			put("com.acme.Order", i * 50);
			put("com.acme.Line", i * 200);
			put("[B", i * 2000);
			cycle();
		}
		assertThat(this.probe.leader()).contains(Culprit.ofType("com.acme.Line"));
	}

	@Test
	void ifOnlyClassesOfTheJdkGrowTheLargestIsNamedInTheEnd() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 25; i++) {
			put("[B", i * 500);
			put("java.lang.String", i * 400);
			cycle();
			assertThat(this.probe.leader()).as("histogram %d", i)
				.matches((leader) -> leader.isEmpty() || !this.probe.isLooking());
		}
		assertThat(this.probe.leader()).contains(Culprit.ofType("byte[]"));
	}

	@Test
	void whereHistogramsAreFewThreeOverManyScansAreEnough() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 3; i++) {
			put("com.acme.Order", i * 50);
			cycle();
			assertThat(this.probe.leader()).isEmpty();
			for (int j = 0; j < 6; j++) {
				this.scans.scan();
			}
		}
		put("com.acme.Order", 300);
		cycle();
		assertThat(this.probe.leader()).isPresent();
	}

	@Test
	void theFlightRecorderIsWantedOnlyOnceAClassKeepsGrowing() {
		AtomicInteger wanted = new AtomicInteger();
		LiveAllocationSites sites = new LiveAllocationSites(new ApplicationFrames(), Duration.ofSeconds(1),
				new OwnClasses(), () -> wanted.incrementAndGet() < 0);
		MinuteScans scans = new MinuteScans(
				probe(HistogramSettings.defaults(Duration.ofSeconds(15)), this::run, sites));
		scans.suspecting(LIVE);
		for (int i = 0; i < 20; i++) {
			put("com.acme.Order", 1000 + 50 * (i % 3));
			put("[B", 1000 * i);
			this.cycles.incrementAndGet();
			scans.scan();
		}
		assertThat(wanted).hasValue(0);
		for (int i = 0; i < 5; i++) {
			put("com.acme.Order", 2000 + 50 * i);
			this.cycles.incrementAndGet();
			scans.scan();
		}
		assertThat(wanted).hasPositiveValue();
	}

	@Test
	void threeHistogramsInARowAreNotEnough() {
		this.scans.suspecting(LIVE);
		grow(5, 50, "com.acme.Order");
		assertThat(this.probe.leader()).isEmpty();
	}

	@Test
	void aClassThatFallsInBetweenIsNotNamed() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 12; i++) {
			put("com.acme.Order", (i % 4 == 0) ? i * 40 : i * 50);
			cycle();
		}
		assertThat(this.probe.leader()).isEmpty();
	}

	@Test
	void aClassThatHasStoppedGrowingIsNoLongerNamed() {
		this.scans.suspecting(LIVE);
		grow(10, 50, "com.acme.Order");
		assertThat(this.probe.leader()).isPresent();
		cycle();
		cycle();
		cycle();
		assertThat(this.probe.leader()).isEmpty();
	}

	@Test
	void withoutSuspicionNoHistogramOfALargeHeapIsTaken() {
		this.used.set(200L << 20);
		grow(10, 50, "com.acme.Order");
		assertThat(this.asked).isEmpty();
		assertThat(this.scans.find(POPULATION)).isEmpty();
	}

	@Test
	void withoutACollectionInBetweenNoHistogramIsTaken() {
		this.scans.suspecting("process.memory.unaccounted");
		put("com.acme.Order", 10);
		cycle();
		this.scans.scan().scan().scan().scan().scan();
		assertThat(this.asked).containsOnlyOnce("gcClassHistogram");
	}

	@Test
	void noHistogramIsTakenWhereNoPauseIsAllowed() {
		HistogramSettings none = new HistogramSettings(Duration.ofSeconds(15), Duration.ZERO, Duration.ZERO, false);
		ClassHistogramProbe probe = probe(none, (operation, arguments) -> {
			throw new AssertionError(operation + " was asked");
		});
		MinuteScans scans = new MinuteScans(probe).suspecting(LIVE);
		for (int i = 0; i < 10; i++) {
			this.cycles.incrementAndGet();
			scans.scan();
		}
		assertThat(probe.leader()).isEmpty();
	}

	@Test
	void inASmallHeapAGlanceCountsTheObjectsOfTheApplication() {
		put("[B", 1000);
		put("com.acme.Order", 100);
		cycle();
		for (int i = 1; i <= 10; i++) {
			put("[B", 1000 + i * 50);
			put("com.acme.Order", 100 + i * 5);
			put("com.acme.OrderService$$Lambda/0x00007f2ca018bbd0", i * 5);
			put("org.springframework.util.Thing", i * 50);
			cycle();
		}
		Population instances = this.scans.population(ClassInstances.POPULATION);
		assertThat(instances.isJudgedByGroups()).isTrue();
		assertThat(instances.groups()).extracting(Group::key, Group::count)
			.containsExactlyInAnyOrder(tuple("com.acme.Order", 150L), tuple("com.acme.OrderService$$Lambda", 50L));
		assertThat(this.asked).doesNotContain("vmClassHierarchy");
	}

	@Test
	void aClassThatIsSuspectedIsOfTheKindThatItImplements() {
		put("com.acme.Audit", 10);
		cycle();
		put("com.acme.Audit", 20);
		this.hierarchy = "java.lang.Object/null\n|--com.acme.Audit/0x1\n|  implements java.util.EventListener/null (declared intf)\n";
		cycle();
		assertThat(this.scans.population(ClassInstances.POPULATION).groups()).extracting(Group::kind)
			.containsOnlyNulls();
		this.scans.suspecting(ClassInstances.POPULATION, Set.of("com.acme.Audit"));
		cycle();
		assertThat(this.scans.population(ClassInstances.POPULATION).groups()).extracting(Group::kind)
			.containsExactly(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void growthIsASignOnlyWhenACacheWouldHaveFilled() {
		this.scans.suspecting(LIVE);
		grow(10, 50, "com.acme.Order");
		assertThat(this.probe.leader()).isPresent();
		assertThat(this.probe.isLeaderPersistent()).isFalse();
		grow(60, 50, "com.acme.Order");
		assertThat(this.probe.isLeaderPersistent()).isTrue();
	}

	@Test
	void aSuspectedHeapThatIsNotCollectedForLongIsCollectedByTheHistogram() {
		this.scans.suspecting(LIVE);
		put("com.acme.Order", 10);
		cycle();
		assertThat(this.arguments).containsExactly("-all");
		this.scans.scan().scan().scan().scan().scan();
		assertThat(this.asked.stream().filter("gcClassHistogram"::equals)).hasSizeGreaterThan(1);
		assertThat(this.arguments).isEmpty();
	}

	@Test
	void aHeapThatWouldTakeTooLongIsLeftAlone() {
		this.used.set(4L << 30);
		this.scans.suspecting(LIVE);
		grow(10, 50, "com.acme.Order");
		assertThat(this.asked).isEmpty();
	}

	@Test
	void plainGrowthIsNotNamedWhenTheHeapIsNotSuspected() {
		this.scans.suspecting("process.memory.unaccounted");
		grow(10, 50, "com.acme.Order");
		assertThat(this.scans.population(POPULATION).groups()).isEmpty();
	}

	@Test
	void tasksThatRiseWithTheNodesOfAQueueAreInAQueue() {
		assertThat(kindOfWhatRisesWith("java.util.concurrent.LinkedBlockingQueue$Node")).isEqualTo(Kind.QUEUE_GROWS);
	}

	@Test
	void tasksThatRiseWithThoseOfReactorWaitForTheirTime() {
		assertThat(kindOfWhatRisesWith("reactor.core.scheduler.SchedulerTask")).isEqualTo(Kind.DELAYED_TASK_RETAINED);
	}

	@Test
	void lambdasThatRiseWithNothingThatHoldsThemAreCallbacks() {
		assertThat(kindOfWhatRisesWith("com.acme.Order")).isEqualTo(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void delayedTasksOfReactorAreNotCancelledOnes() {
		this.scans.suspecting(LIVE);
		grow(10, 50, "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask",
				"reactor.core.scheduler.SchedulerTask", "com.acme.Reminder$$Lambda/0x00000000081c2c00");
		Fact fact = onlyFact();
		assertThat(fact.kind()).isEqualTo(Kind.DELAYED_TASK_RETAINED);
		assertThat(fact.culprit().type()).isEqualTo("com.acme.Reminder$$Lambda");
	}

	@Test
	void delayedTasksAreRecognisedWithTheLambdaBehindThem() {
		grow(10, 50, "java.util.concurrent.CompletableFuture$TaskSubmitter",
				"java.util.concurrent.CompletableFuture$AsyncRun", "java.util.concurrent.Executors$RunnableAdapter",
				"java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask",
				"com.acme.Poller$$Lambda/0x00000000081c2c00");
		Fact fact = onlyFact();
		assertThat(fact.kind()).isEqualTo(Kind.DELAYED_TASK_RETAINED);
		assertThat(fact.culprit().type()).isEqualTo("com.acme.Poller$$Lambda");
		assertThat(fact.exact()).isFalse();
	}

	@Test
	void afterAFewRisesWithoutSuspicionNothingIsBelieved() {
		for (int i = 1; i <= 9; i++) {
			assertThat(i > 1 && !this.scans.population(POPULATION).facts().isEmpty()).isFalse();
			put("java.util.concurrent.CompletableFuture$Timeout", 50 * i);
			cycle();
		}
		assertThat(onlyFact().kind()).isEqualTo(Kind.DELAYED_TASK_RETAINED);
	}

	@Test
	void tasksThatGrowAlongWithThoseOfReactorAreNotCancelledOnes() {
		this.scans.suspecting(LIVE);
		grow(5, 50, "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask",
				"reactor.core.scheduler.SchedulerTask");
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
	}

	@Test
	void delayedTasksThatComeAndGoAreHealthy() {
		for (int i = 0; i < 12; i++) {
			put("java.util.concurrent.CompletableFuture$TaskSubmitter", 1000 + (i % 3) * 50);
			put("com.acme.Poller$$Lambda/0x00000000081c2c00", 1000 + (i % 3) * 50);
			cycle();
		}
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
	}

	@Test
	void cancelledTasksHaveLetGoOfTheirBody() {
		this.scans.suspecting(LIVE);
		grow(10, 50, "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask");
		assertThat(onlyFact().kind()).isEqualTo(Kind.CANCELLED_TASKS_RETAINED);
	}

	@Test
	void tasksThatAreStillToRunAreNotCancelled() {
		this.scans.suspecting(LIVE);
		grow(10, 50, "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask",
				"java.util.concurrent.Executors$RunnableAdapter");
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
	}

	@Test
	void threadLocalValuesThatOutnumberThreadsAreNamedByTheirOwner() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 10; i++) {
			put("java.lang.ThreadLocal$ThreadLocalMap$Entry", 200 + i * 160);
			put("com.acme.Ctx", i * 20);
			cycle();
		}
		Fact fact = onlyFact();
		assertThat(fact.kind()).isEqualTo(Kind.THREAD_LOCAL_NOT_REMOVED);
		assertThat(fact.culprit().type()).isEqualTo("com.acme.Ctx");
	}

	@Test
	void valuesOfOneClassThatOutnumberThreadsAreNoFirstUse() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 10; i++) {
			put("java.lang.ThreadLocal$ThreadLocalMap$Entry", 200 + i * 10);
			put("com.acme.Ctx", i * 10);
			cycle();
		}
		assertThat(onlyFact().kind()).isEqualTo(Kind.THREAD_LOCAL_NOT_REMOVED);
	}

	@Test
	void aClassThatGrowsAlongForAShortTimeIsChance() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 10; i++) {
			put("java.lang.ThreadLocal$ThreadLocalMap$Entry", 100 + i * 50);
			// as many, but each time another number
			put("com.acme.NewOrder", i * 50 + ((i % 2 == 0) ? 30 : 0));
			cycle();
			assertThat(this.scans.population(POPULATION).facts()).isEmpty();
		}
	}

	@Test
	void valuesOfManyClassesMayBeThoseOfTheFirstUseOfThreads() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 10; i++) {
			put("java.lang.ThreadLocal$ThreadLocalMap$Entry", 200 + i * 10);
			put("com.acme.Ctx", i * 5);
			put("com.acme.Buffer", i * 5);
			cycle();
		}
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
	}

	@Test
	void threadLocalValuesThatGrowWithTheThreadsAreHealthy() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 10; i++) {
			put("java.lang.ThreadLocal$ThreadLocalMap$Entry", 200 + i * 80);
			put("com.acme.Ctx", i * 20);
			this.threads += 10;
			cycle();
		}
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
	}

	@Test
	void aClassThatKeepsStepWithTheEntriesOfThreadsThatPileUpIsChance() {
		this.scans.suspecting(LIVE);
		for (int i = 1; i <= 10; i++) {
			put("java.lang.ThreadLocal$ThreadLocalMap$Entry", 200 + i * 60);
			put("com.acme.Order", i * 60);
			this.threads += 5;
			cycle();
		}
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
	}

	@Test
	void aCleanerWhoseActionIsALambdaOfTheObjectIsNamed() {
		grow(10, 50, "com.acme.Res", "com.acme.Res$$Lambda/0x00000000081c2c00",
				"jdk.internal.ref.CleanerImpl$PhantomCleanableRef");
		Fact fact = onlyFact();
		assertThat(fact.kind()).isEqualTo(Kind.CLEANER_HOLDS_REFERENT);
		assertThat(fact.culprit().type()).isEqualTo("com.acme.Res");
	}

	@Test
	void aCleanerWhoseActionHasAFieldOfTheObjectIsNamed() {
		String owner = Owner.class.getName();
		grow(10, 50, owner, Owner.Release.class.getName(), "jdk.internal.ref.CleanerImpl$PhantomCleanableRef");
		Fact fact = onlyFact();
		assertThat(fact.kind()).isEqualTo(Kind.CLEANER_HOLDS_REFERENT);
		assertThat(fact.culprit().type()).isEqualTo(owner);
	}

	@Test
	void aCleanerWhoseActionHasNoFieldOfTheObjectIsNot() {
		grow(10, 50, Owner.class.getName(), Owner.Free.class.getName(),
				"jdk.internal.ref.CleanerImpl$PhantomCleanableRef");
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
	}

	@Test
	void cleanersOfTheJdkThatRiseOnceAtTheSamePaceAreNotTheObjects() {
		for (int i = 1; i <= 10; i++) {
			put(Owner.class.getName(), i * 50);
			put(Owner.Release.class.getName(), i * 50);
			put("jdk.internal.ref.CleanerImpl$PhantomCleanableRef", (i < 10) ? 1000 - i : 1041);
			cycle();
		}
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
	}

	@Test
	void aCleanerWhoseActionIsAStaticClassIsNotBlamed() {
		grow(10, 50, "com.acme.Res", "com.acme.Res$Free", "jdk.internal.ref.CleanerImpl$PhantomCleanableRef");
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
	}

	@Test
	void deflatersAreNamedWhenNativeMemoryIsSuspected() {
		this.scans.suspecting("process.memory.unaccounted");
		grow(10, 50, "java.util.zip.Deflater", "java.util.zip.Deflater$DeflaterZStreamRef");
		// a warm-up has some, too
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
		grow(25, 50, "java.util.zip.Deflater", "java.util.zip.Deflater$DeflaterZStreamRef");
		assertThat(onlyFact().kind()).isEqualTo(Kind.NATIVE_MEMORY_GROWS);
		assertThat(this.probe.leader(Kind.NATIVE_MEMORY_GROWS)).contains(Culprit.ofType("java.util.zip.Deflater"));
	}

	@Test
	void whatWasBelievedStaysSoWhenTheSuspicionIsExplainedByIt() {
		this.scans.suspecting("process.memory.unaccounted");
		grow(25, 50, "java.util.zip.Deflater");
		this.scans.suspecting(POPULATION);
		put("java.util.zip.Deflater", 1300);
		cycle();
		assertThat(onlyFact().kind()).isEqualTo(Kind.NATIVE_MEMORY_GROWS);
		cycle();
		cycle();
		cycle();
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
	}

	@Test
	void deflatersAreNoNewsWhileNothingIsSuspected() {
		grow(10, 50, "java.util.zip.Deflater");
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
	}

	@Test
	void aReferenceClassOfALibraryWatchesWhatIsAlive() {
		this.hierarchy = "java.lang.Object/null\n|--java.lang.ref.Reference/null\n|  |--org.h2.util.CloseWatcher/0x00007f\n";
		this.scans.suspecting(LIVE);
		grow(10, 50, "org.h2.util.CloseWatcher");
		assertThat(this.scans.population(POPULATION).facts()).isEmpty();
	}

	@Test
	void aReferenceClassOfTheApplicationTellsThatNobodyTakesOutWhatIsCleared() {
		this.hierarchy = "java.lang.Object/null\n|--java.lang.ref.Reference/null\n|  |--com.acme.Ref/0x00007f\n";
		this.scans.suspecting(LIVE);
		grow(10, 50, "com.acme.Ref");
		Fact fact = onlyFact();
		assertThat(fact.kind()).isEqualTo(Kind.REFERENCE_QUEUE_NOT_DRAINED);
		assertThat(fact.culprit().type()).isEqualTo("com.acme.Ref");
	}

	@Test
	void ourOwnClassesAreNotCounted() {
		this.scans.suspecting(LIVE);
		grow(10, 50, "io.leakguard.history.History");
		assertThat(this.probe.leader()).isEmpty();
	}

	@Test
	void aJvmWithoutTheCommandSaysSo() {
		ClassHistogramProbe probe = probe((operation, arguments) -> {
			throw new UnavailableException("no");
		});
		this.cycles.incrementAndGet();
		assertThatExceptionOfType(UnavailableException.class).isThrownBy(new MinuteScans(probe).suspecting(LIVE)::scan);
	}

	@Test
	void realCleanersAndDelayedTasksAreRecognised() {
		List<CompletableFuture<Void>> futures = new ArrayList<>();
		Cleaner cleaner = Cleaner.create();
		ClassHistogramProbe probe = probe(DiagnosticCommand.ofThisJvm());
		MinuteScans scans = new MinuteScans(probe).suspecting(LIVE);
		for (int i = 0; i < 8; i++) {
			for (int j = 0; j < 30; j++) {
				new Res(cleaner);
				byte[] payload = new byte[100];
				futures.add(CompletableFuture.runAsync(() -> payload.clone(),
						CompletableFuture.delayedExecutor(1, TimeUnit.HOURS)));
			}
			System.gc();
			this.cycles.incrementAndGet();
			scans.scan();
		}
		assertThat(scans.population(POPULATION).facts()).extracting(Fact::kind)
			.contains(Kind.DELAYED_TASK_RETAINED, Kind.CLEANER_HOLDS_REFERENT);
		assertThat(scans.population(POPULATION).facts())
			.filteredOn((fact) -> fact.kind() == Kind.CLEANER_HOLDS_REFERENT)
			.extracting((fact) -> fact.culprit().type())
			.containsExactly(Res.class.getName());
		assertThat(scans.population(POPULATION).facts()).filteredOn((fact) -> fact.kind() == Kind.DELAYED_TASK_RETAINED)
			.extracting((fact) -> fact.culprit().type())
			.containsExactly(ClassHistogramProbeTests.class.getName() + "$$Lambda");
		futures.forEach((future) -> future.cancel(true));
	}

	@Test
	void namesOfArraysAndLambdasAreReadable() {
		ClassHistogram histogram = ClassHistogram.parse("""
				 num     #instances         #bytes  class name (module)
				-------------------------------------------------------
				   1:         74834        5039288  [B (java.base@17.0.15)
				   2:            10            160  com.acme.Foo$$Lambda/0x00000000080ecef8
				   3:             5             80  com.acme.Foo$$Lambda/0x00000000080ecff8 (com.acme@1)
				   4:             5             80  [[Lcom.acme.Foo;
				Total         74854        5039608
				""");
		assertThat(histogram.instances("byte[]")).isEqualTo(74834);
		assertThat(histogram.bytes("byte[]")).isEqualTo(5039288);
		assertThat(histogram.instances("com.acme.Foo$$Lambda")).isEqualTo(15);
		assertThat(histogram.instances("com.acme.Foo[][]")).isEqualTo(5);
		assertThat(histogram.rows()).hasSize(3);
	}

	private Kind kindOfWhatRisesWith(String holder) {
		grow(4, 50, "com.acme.Mailer$$Lambda/0x00000000081c2c00", holder);
		this.scans.suspecting(ClassInstances.POPULATION, Set.of("com.acme.Mailer$$Lambda"));
		put("com.acme.Mailer$$Lambda/0x00000000081c2c00", 250);
		put(holder, 250);
		cycle();
		return this.scans.group(ClassInstances.POPULATION, "com.acme.Mailer$$Lambda").orElseThrow().kind();
	}

	private ClassHistogramProbe probe(DiagnosticCommand command) {
		return probe(HistogramSettings.defaults(Duration.ofSeconds(15)), command);
	}

	private ClassHistogramProbe probe(HistogramSettings settings, DiagnosticCommand command) {
		return probe(settings, command, LiveAllocationSites.none());
	}

	private ClassHistogramProbe probe(HistogramSettings settings, DiagnosticCommand command,
			LiveAllocationSites sites) {
		return new ClassHistogramProbe(command, settings, new ApplicationFrames(), sites, Constructions.none(),
				new ClassHistogramProbe.Environment(this.cycles::get, this.used::get, () -> this.threads),
				new OwnClasses());
	}

	private void grow(int times, int step, String... names) {
		for (int i = 1; i <= times; i++) {
			for (String name : names) {
				put(name, i * step);
			}
			cycle();
		}
	}

	private void put(String name, long count) {
		this.heap.put(name, count);
	}

	private void cycle() {
		this.cycles.incrementAndGet();
		this.scans.scan();
	}

	private Fact onlyFact() {
		List<Fact> facts = this.scans.population(POPULATION).facts();
		assertThat(facts).hasSize(1);
		return facts.get(0);
	}

	static final class Res {

		private final long handle;

		Res(Cleaner cleaner) {
			this.handle = System.nanoTime();
			cleaner.register(this, () -> free(this.handle));
		}

		private static void free(long handle) {
			assertThat(handle).isNotZero();
		}

	}

	/** Has a right and a wrong cleaning action. */
	static class Owner {

		private long handle;

		/** Keeps its owner. */
		class Release implements Runnable {

			@Override
			public void run() {
				Owner.this.handle = 0;
			}

		}

		/** Keeps what it needs. */
		static class Free implements Runnable {

			private long handle;

			@Override
			public void run() {
				this.handle = 0;
			}

		}

	}

}

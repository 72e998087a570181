package io.leakguard.jvm;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClassHistogramProbe} and {@link HeapSignature}: what classes that grow
 * together are told to be.
 */
class HeapSignatureTests extends AbstractClassHistogramTests {

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
			.containsExactly(HeapSignatureTests.class.getName() + "$$Lambda");
		futures.forEach((future) -> future.cancel(true));
	}

	private Kind kindOfWhatRisesWith(String holder) {
		grow(4, 50, "com.acme.Mailer$$Lambda/0x00000000081c2c00", holder);
		this.scans.suspecting(ClassInstances.POPULATION, Set.of("com.acme.Mailer$$Lambda"));
		put("com.acme.Mailer$$Lambda/0x00000000081c2c00", 250);
		put(holder, 250);
		cycle();
		return this.scans.group(ClassInstances.POPULATION, "com.acme.Mailer$$Lambda").orElseThrow().kind();
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

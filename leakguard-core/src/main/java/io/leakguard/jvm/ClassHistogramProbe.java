package io.leakguard.jvm;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import io.leakguard.process.CpuShare;
import io.leakguard.jvm.ClassGrowth.Suspect;
import io.leakguard.process.FlightRecorderUse;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;

/**
 * Names the classes that grow, from the differences of several class histograms. While
 * nothing is suspected of the heap or of native memory it takes one as a glance only,
 * where that costs no more than the pause of a young collection. It takes none unless a
 * collection that matters ran since the last one: without it, garbage would count as
 * growth. So the same class growing in several differences is a sign of its own, and with
 * the suspicion that led here a leak.
 * <p>
 * A histogram stops the application for about 0.2 s for each gigabyte of used heap. It
 * asks for a collection only while the heap is under suspicion and none that matters runs
 * by itself; that takes about 0.8 s for each gigabyte, and is not done beyond the longest
 * pause. See {@link HistogramSettings} for its ration. Used by the scan thread alone;
 * {@link #leader} may be asked by any thread.
 */
public final class ClassHistogramProbe implements Probe, CloserLook, AutoCloseable {

	static final String POPULATION = "jvm.heap.classes";

	/**
	 * Differences in which a class must have grown before it is named; one histogram in
	 * three scans, so that is 18 scans and more than a cache or pool of some size needs
	 * to fill.
	 */
	private static final int RISES = 6;

	/** Fewer may be on their way at any moment. */
	private static final int GROWN = 20;

	/** Readings of allocation sites, in scans; each takes about 50 ms of one thread. */
	private static final int SITES_EVERY = 8;

	/**
	 * Histograms after which all that a closer look can show has been seen; from then on
	 * they only tell whether it goes on, and one in so many will do.
	 */
	private static final int SEEN = 20;

	private static final int SELDOM = 5;

	/** Scans over which what has native memory behind it must have grown. */
	private static final int WARM_UP = 20;

	/**
	 * Differences in which a signature must have grown to be believed by itself. A glance
	 * counts what is dead as well, so that healthy counts are drawn by chance: nine that
	 * rise are one draw in 360,000. Two classes that rise one to one are no chance.
	 */
	private static final int ALONE = 8;

	private static final String REFERENCE = "java.lang.ref.Reference";

	private static final int SHOWN = 10;

	/**
	 * Scans under suspicion without a collection that matters, after which the histogram
	 * asks for one itself, if that is within the budget.
	 */
	private static final int WITHOUT_CYCLE = 2;

	/** After so many scans without need of it, what was known is let go. */
	private static final int FORGET_AFTER = 120;

	private final DiagnosticCommand command;

	private final HistogramSettings settings;

	private final Environment environment;

	private final Ration ration;

	private final ClassGrowth growth;

	private final ClassInstances instances;

	private final HistogramCost cost = new HistogramCost();

	private final LiveAllocationSites sites;

	private final Constructions constructions;

	private final OwnClasses own;

	private final ApplicationFrames frames;

	private final Map<String, Instant> since = new HashMap<>();

	private final Set<String> believed = new HashSet<>();

	private final LeadingClass leader;

	private volatile boolean looking;

	private long cyclesThen = -1;

	private volatile long scans;

	private int threadsThen;

	private int unneeded;

	private int unsited;

	private int withoutCycle;

	private int looks;

	ClassHistogramProbe(DiagnosticCommand command, HistogramSettings settings, ApplicationFrames frames, OwnClasses own,
			FlightRecorderUse recorder) {
		this(command, settings, frames,
				new LiveAllocationSites(frames, settings.scanInterval().multipliedBy(SITES_EVERY), own,
						recorder::isAllowed),
				new Constructions(command, settings, frames, own, recorder), Environment.ofThisJvm(), own);
	}

	ClassHistogramProbe(DiagnosticCommand command, HistogramSettings settings, ApplicationFrames frames,
			LiveAllocationSites sites, Constructions constructions, Environment environment, OwnClasses own) {
		this.constructions = constructions;
		this.own = own;
		this.frames = frames;
		this.command = command;
		this.settings = settings;
		this.environment = environment;
		this.growth = new ClassGrowth(frames);
		this.instances = new ClassInstances(command, frames, constructions, settings.scanInterval());
		this.sites = sites;
		this.leader = new LeadingClass(sites, constructions, settings.scanInterval(), frames);
		this.ration = Ration.heavy(settings.scanInterval(), settings.longestPause());
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public Optional<Culprit> leader() {
		return this.leader.now(this.scans, this.looking);
	}

	@Override
	public boolean isLeaderPersistent() {
		return this.leader.isPersistent(this.scans);
	}

	@Override
	public Optional<String> leaderNote() {
		return leader().map((culprit) -> this.constructions.note(culprit.type()));
	}

	@Override
	public boolean isLooking() {
		return this.looking;
	}

	/**
	 * Return the class whose growth tells of a kind of leak.
	 * @param kind the kind
	 * @return the culprit, empty if none is known
	 */
	public Optional<Culprit> leader(Kind kind) {
		return this.leader.of(kind);
	}

	/**
	 * Stop sampling allocation sites and counting constructors.
	 */
	@Override
	public void close() {
		this.sites.close();
		this.constructions.close();
	}

	@Override
	public void count(Census census) {
		this.scans++;
		long cycles = this.environment.cycles().getAsLong();
		boolean suspicion = isSuspicious(census.attention());
		if (!suspicion && !census.attention().isOn(POPULATION) && !isGlanceWanted()) {
			forget();
			return;
		}
		this.unneeded = 0;
		boolean heap = isHeapSuspicious(census.attention());
		this.looks = heap ? this.looks : 0;
		long longest = (suspicion ? this.settings.longestPause() : this.settings.glancePause()).toNanos();
		boolean collected = cycles != this.cyclesThen;
		this.withoutCycle = collected ? 0 : this.withoutCycle + 1;
		boolean mayCollect = this.cost.expectedWithCollection(heap()) <= longest;
		boolean collect = !collected && heap && this.withoutCycle > WITHOUT_CYCLE && mayCollect
				&& this.ration.allows(census.at())
				&& this.cost.expectedWithCollection(heap(), CpuShare::measure) <= longest;
		double expected = suspicion ? this.cost.expected(heap()) : this.cost.expectedOfAGlance(heap());
		boolean cheap = expected <= longest;
		if ((collect || (collected && cheap)) && this.ration.allows(census.at())) {
			this.own.during("histogram", () -> take(census.at(), collect, suspicion));
			this.cyclesThen = collect ? this.environment.cycles().getAsLong() : cycles;
			judge(census.at(), suspicion);
		}
		this.looking = heap && this.looks <= SEEN && (cheap || mayCollect);
		if (!this.growth.isEmpty()) {
			boolean named = leader().isPresent();
			// old garbage alone grows in any heap between two collections that matter
			if ((heap && (named || this.growth.isOnItsWay())) || census.attention().isOn(ClassInstances.POPULATION)) {
				this.unsited = 0;
				this.sites.want(census.at());
				leader().filter((culprit) -> heap && isLeaderPersistent())
					.ifPresent(
							(culprit) -> this.constructions.want(culprit.type(), culprit.site() != null, census.at()));
			}
			else if (++this.unsited == FORGET_AFTER) {
				close();
			}
			report(census, suspicion);
			this.instances.report(census, this.scans, this.sites);
		}
	}

	/** Channels and threads get their buffers with the first requests. */
	private static boolean isPastWarmUp(Suspect suspect) {
		return suspect.growth().duration() >= WARM_UP;
	}

	/** That objects with native memory behind them grow is nothing by itself. */
	private static boolean isNative(Kind kind) {
		return kind == Kind.NATIVE_MEMORY_GROWS || kind == Kind.DIRECT_MEMORY_GROWS;
	}

	private static boolean isNativeSuspicious(Attention attention) {
		return attention.isOnAnyOf("process.memory") || attention.isOnAnyOf("jvm.buffers");
	}

	/** What this probe has found itself is no reason to believe more of it. */
	private static boolean isSuspicious(Attention attention) {
		return isHeapSuspicious(attention) || isNativeSuspicious(attention);
	}

	private static boolean isHeapSuspicious(Attention attention) {
		return attention.populations()
			.stream()
			.anyMatch((name) -> name.startsWith("jvm.heap") && !name.equals(POPULATION)
					&& !name.equals(ClassInstances.POPULATION));
	}

	/**
	 * As long as the heap is small, a glance now and then costs no more than its pause.
	 */
	private boolean isGlanceWanted() {
		return !this.settings.glancePause().isZero()
				&& this.cost.expectedOfAGlance(heap()) <= this.settings.glancePause().toNanos();
	}

	private long heap() {
		return this.environment.heap().getAsLong();
	}

	private void forget() {
		if (!this.growth.isEmpty() && ++this.unneeded > FORGET_AFTER) {
			this.growth.clear();
			this.instances.clear();
			this.leader.suspects(List.of());
			this.since.clear();
			this.believed.clear();
			this.cyclesThen = -1;
			close();
		}
	}

	private void take(Instant at, boolean collect, boolean suspicion) {
		if (this.growth.isEmpty()) {
			this.threadsThen = this.environment.threads().getAsInt();
			warmUp();
		}
		long heap = heap();
		long start = System.nanoTime();
		ClassHistogram histogram = ClassHistogram.take(this.command, collect);
		long cost = this.cost.account(heap, System.nanoTime() - start, collect);
		this.growth.take(histogram, this.scans);
		this.instances.take(histogram, this.scans);
		this.ration.spend(at, (++this.looks > SEEN) ? SELDOM * cost : cost,
				suspicion || this.growth.isWorthAnotherLook());
	}

	/** The first command of all starts the MBean server, which is no pause. */
	private void warmUp() {
		try {
			this.command.run("vmUptime");
		}
		catch (UnavailableException ex) {
			// the histogram will say so itself
		}
	}

	private void judge(Instant at, boolean suspicion) {
		long threads = this.environment.threads().getAsInt() - this.threadsThen;
		List<Suspect> suspects = this.growth.suspects(RISES, GROWN, this.threadsThen, threads);
		this.leader.suspects(suspicion ? withReferences(suspects) : suspects);
		this.since.keySet().retainAll(this.leader.suspects().stream().map(Suspect::key).toList());
		this.believed.retainAll(this.since.keySet());
		this.leader.suspects().forEach((suspect) -> this.since.putIfAbsent(suspect.key(), at));
	}

	private void report(Census census, boolean suspicion) {
		boolean heap = isHeapSuspicious(census.attention());
		// without a trend of its own: plain growth is for the trend of the live heap to
		// judge
		Population.Builder population = census.population(POPULATION, Kind.HEAP_GROWS, Unit.OBJECTS)
			.shownOnly()
			.sign(Sign.SAME_CLASS_GROWS);
		long count = 0;
		int shown = 0;
		for (Suspect suspect : this.leader.suspects()) {
			HeapSignature signature = suspect.signature();
			boolean reason = signature != null && (isNative(suspect.kind())
					? isNativeSuspicious(census.attention()) && isPastWarmUp(suspect) : suspicion);
			if (signature != null && isBelieved(suspect, signature, reason)) {
				population.fact(fact(suspect, signature, census.at()));
				population.origins(suspect.culprit(), this.sites.of(suspect.culprit()));
			}
			if ((heap || signature != null) && shown++ < SHOWN) {
				population
					.group(Group
						.of(suspect.key(), Culprit.ofType(suspect.culprit()).at(this.sites.first(suspect.culprit())),
								suspect.growth().last())
						.kind(suspect.kind())
						.signs(Set.of(Sign.SAME_CLASS_GROWS)));
				count += suspect.growth().last();
			}
		}
		population.count(count);
	}

	/**
	 * What has been believed stays so while it grows: the suspicion that led here may be
	 * put aside because this explains it.
	 */
	private boolean isBelieved(Suspect suspect, HeapSignature signature, boolean suspicion) {
		boolean noChance = signature.needsCompanion() || suspect.growth().rises() >= ALONE;
		if (suspicion || (signature.alone() && noChance)) {
			this.believed.add(suspect.key());
		}
		return this.believed.contains(suspect.key());
	}

	/**
	 * A reference class of the application grows when nobody takes out what is cleared;
	 * that of a library when its referents are alive, which is for others to tell.
	 */
	private List<Suspect> withReferences(List<Suspect> suspects) {
		if (suspects.stream().noneMatch(this::isOfTheApplication)) {
			return suspects;
		}
		try {
			Set<String> references = ClassFamilies.subclasses(this.command.run("vmClassHierarchy", "-s", REFERENCE),
					REFERENCE);
			return suspects.stream()
				.map((suspect) -> (isOfTheApplication(suspect) && references.contains(suspect.culprit()))
						? suspect.as(HeapSignature.REFERENCES) : suspect)
				.toList();
		}
		catch (UnavailableException ex) {
			return suspects;
		}
	}

	private boolean isOfTheApplication(Suspect suspect) {
		return suspect.signature() == null && this.frames.isApplicationType(suspect.culprit());
	}

	private Fact fact(Suspect suspect, HeapSignature signature, Instant at) {
		List<String> along = suspect.along().stream().filter((name) -> !name.equals(suspect.key())).toList();
		String detail = "%s: %s grew by %d to %d in %d differences of the class histogram and never fell%s".formatted(
				signature.what(), suspect.key(), suspect.growth().grown(), suspect.growth().last(),
				suspect.growth().rises(), along.isEmpty() ? "" : ", and " + String.join(", ", along) + " with it");
		return Fact.observed(suspect.kind(), Culprit.ofType(suspect.culprit()), suspect.growth().last(),
				this.since.getOrDefault(suspect.key(), at), detail);
	}

	/**
	 * What the probe asks of the JVM beside histograms.
	 *
	 * @param cycles how many collections that matter have run
	 * @param heap the used heap in bytes
	 * @param threads the live threads
	 */
	record Environment(LongSupplier cycles, LongSupplier heap, IntSupplier threads) {

		static Environment ofThisJvm() {
			LiveHeap liveHeap = new LiveHeap(Collector.all(), HeapPool.all());
			long[] cycles = new long[1];
			return new Environment(() -> {
				cycles[0] += liveHeap.poll().isPresent() ? 1 : 0;
				return cycles[0];
			}, () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
					() -> ManagementFactory.getThreadMXBean().getThreadCount());
		}

	}

}

package io.leakguard.evidence;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.leakguard.finding.Finding;
import io.leakguard.population.Kind.Family;
import io.leakguard.process.CpuShare;
import io.leakguard.process.FlightRecorderUse;
import io.leakguard.process.FreeMemory;
import org.jspecify.annotations.Nullable;

/**
 * Finds in process, through the flight recorder, what holds the growing objects: the
 * chain from a root through fields, collections and closures, merged over many samples.
 * The search always has a cutoff, which is the longest pause of the budget.
 * <p>
 * Sampling starts when something is suspected, so the objects that tell are those made
 * since. Works with G1, Parallel and Serial; the recorder has few samples on ZGC, and on
 * Shenandoah few on Java 17 and none on 25, where it is refused. It is refused too while
 * the container or the machine has little memory left, since the recorder takes some of
 * its own.
 */
public final class ReferenceChainCollector implements EvidenceCollector, AutoCloseable {

	/**
	 * Besides the cutoff. One search of 1.8 GB took 0.8 s of processor time in all, on a
	 * machine with a load of 55; it has not been measured on a calm one.
	 */
	private static final double NANOS_PER_BYTE = 0.25;

	/** A shorter search finds nothing in a large heap. */
	private static final long SHORTEST_SEARCH = 50;

	/** Fewer show one way in which an object may be held, and not what holds them all. */
	private static final int FEW_SAMPLES = 5;

	private final EvidenceBudget budget;

	private final FlightRecorderUse recorder;

	private final Clock clock;

	private final String collector;

	private final SampleSupport support;

	private final LongSupplier freeMemory;

	private final LongSupplier usedHeap;

	private final DoubleSupplier share;

	private @Nullable ObjectSampler sampler;

	private boolean weak;

	private @Nullable Instant last;

	private List<ReferenceSample> samples = List.of();

	/**
	 * Create a collector.
	 * @param budget what it may cost
	 * @param clock the clock
	 * @param recorder whether the flight recorder may be used
	 */
	public ReferenceChainCollector(EvidenceBudget budget, Clock clock, FlightRecorderUse recorder) {
		this(budget, clock, recorder, SampleSupport.collector(), Runtime.version().feature(), new FreeMemory()::bytes,
				() -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), CpuShare::measure);
	}

	ReferenceChainCollector(EvidenceBudget budget, Clock clock, FlightRecorderUse recorder, String collector,
			int version, LongSupplier freeMemory, LongSupplier usedHeap, DoubleSupplier share) {
		this.recorder = recorder;
		this.usedHeap = usedHeap;
		this.share = share;
		this.budget = budget;
		this.clock = clock;
		this.collector = collector;
		this.support = SampleSupport.of(collector, version);
		this.freeMemory = freeMemory;
	}

	@Override
	public String name() {
		return "reference-chain";
	}

	@Override
	public boolean isWantedFor(Finding finding) {
		return switch (finding.kind()) {
			// what is queued is held; who waits is what the thread pile tells
			case CANCELLED_TASKS_RETAINED, DELAYED_TASK_RETAINED, QUEUE_GROWS, HELD_TOO_LONG -> true;
			default -> finding.kind().family() != Family.THREADS && finding.kind().family() != Family.CLOSEABLES;
		};
	}

	@Override
	public boolean isWantedOnSuspicion() {
		return false;
	}

	@Override
	public synchronized boolean mayImprove() {
		return this.weak && this.support == SampleSupport.GOOD;
	}

	@Override
	public synchronized void prepare() {
		long free = this.freeMemory.getAsLong();
		if (this.support != SampleSupport.NONE && this.recorder.isPrepared()
				&& (free < 0 || free >= this.budget.leastFreeMemory())) {
			sampler().start();
		}
	}

	@Override
	public synchronized void release() {
		if (this.sampler != null) {
			this.sampler.close();
		}
		this.samples = List.of();
	}

	@Override
	public synchronized List<Artifact> collect(Finding finding) throws IOException {
		checkPlatform();
		ObjectSampler sampler = sampler();
		if (!sampler.isStarted()) {
			sampler.start();
			throw new NotYetException("sampling has only just begun; one object must outlive a collection first");
		}
		Instant now = this.clock.instant();
		List<ReferenceSample> all = samples(sampler, now);
		List<ReferenceSample> relevant = RelevantSamples.of(all, finding);
		if (relevant.isEmpty() && !all.isEmpty()) {
			throw new NotYetException("none of the %d live samples is of what the finding names; rare or small objects "
				.formatted(all.size()) + "are sampled late");
		}
		ReferenceTree tree = ReferenceTree.of(relevant);
		if (tree.isEmpty()) {
			throw new NotYetException("none of the %d samples of the flight recorder (%s) has a chain yet; "
				.formatted(all.size(), this.collector) + "one must outlive a collection first");
		}
		String note = "%d of %d live samples match the finding".formatted(relevant.size(), all.size());
		if (this.support == SampleSupport.FEW) {
			note += "; the flight recorder has few samples with " + this.collector;
		}
		this.weak = tree.samples() < FEW_SAMPLES || tree.holder() == null || tree.sites().isEmpty();
		ReferenceTreeWriter writer = new ReferenceTreeWriter(tree);
		return List.of(
				artifact("reference-chain", "application/json", writer.json(note, this.collector, this.support), now),
				artifact("reference-chain.svg", "image/svg+xml", writer.svg(), now),
				artifact("reference-chain.dot", "text/vnd.graphviz", writer.dot(), now));
	}

	/** One search serves all findings for a while. */
	private List<ReferenceSample> samples(ObjectSampler sampler, Instant now) throws IOException {
		if (this.last == null || Duration.between(this.last, now).compareTo(this.budget.minInterval()) >= 0) {
			sampler.longestForeignCutoff()
				.filter((cutoff) -> cutoff.compareTo(this.budget.longestPause()) > 0)
				.ifPresent((cutoff) -> {
					throw new RefusedException(("another recording lets the search take %s, and the longest setting "
							+ "counts; it may take at most %d ms (leakguard.evidence.longest-pause)")
						.formatted((cutoff.toDays() > 0) ? "for ever" : cutoff.toMillis() + " ms",
								this.budget.longestPause().toMillis()));
				});
			Duration cutoff = cutoff();
			this.last = now;
			this.samples = sampler.take(cutoff);
		}
		return this.samples;
	}

	/**
	 * How long the search itself may take. What comes before and after it depends on the
	 * heap and on how much of a processor there is; all of it has to be over before the
	 * platform's probes fail.
	 */
	private Duration cutoff() {
		double share = this.share.getAsDouble();
		long around = (long) (this.usedHeap.getAsLong() * NANOS_PER_BYTE / share / 1_000_000);
		long left = this.budget.platformLimit().toMillis() - around;
		if (left < SHORTEST_SEARCH) {
			throw new NotYetException(("the search would stop the application for %d ms besides its cutoff, and the "
					+ "platform forgives %d ms (leakguard.evidence.platform-limit)%s")
				.formatted(around, this.budget.platformLimit().toMillis(), (share < 0.9)
						? "; the machine gives a thread only %d %% of a processor".formatted((int) (share * 100))
						: ""));
		}
		return Duration.ofMillis(Math.min(left, this.budget.longestPause().toMillis()));
	}

	private void checkPlatform() {
		if (this.support == SampleSupport.NONE) {
			throw new RefusedException(
					"the flight recorder of this JVM samples no old objects with %s; G1, Parallel and Serial work"
						.formatted(this.collector));
		}
		long free = this.freeMemory.getAsLong();
		if (free >= 0 && free < this.budget.leastFreeMemory()) {
			throw new RefusedException(
					"only %d MB of memory are free, and at least %d MB are wanted (leakguard.evidence.least-free-memory)"
						.formatted(free >> 20, this.budget.leastFreeMemory() >> 20));
		}
	}

	private ObjectSampler sampler() {
		if (this.sampler == null) {
			if (!this.recorder.isPrepared()) {
				throw new RefusedException(this.recorder.whyNotPrepared());
			}
			try {
				this.sampler = new ObjectSampler();
			}
			catch (LinkageError ex) {
				throw new RefusedException("this JVM has no flight recorder (module jdk.jfr)");
			}
		}
		return this.sampler;
	}

	private static Artifact artifact(String name, String mediaType, String text, Instant at) {
		return new Artifact(name, mediaType, text.getBytes(StandardCharsets.UTF_8), at);
	}

	@Override
	public synchronized void close() {
		if (this.sampler != null) {
			this.sampler.close();
		}
	}

}

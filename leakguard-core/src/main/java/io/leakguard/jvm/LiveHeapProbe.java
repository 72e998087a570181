package io.leakguard.jvm;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population.Builder;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;

/**
 * Counts the bytes that survive a collection that matters ({@code jvm.heap.live}) and
 * shows the used heap ({@code jvm.heap.used}), which is never judged. The count is fresh
 * only if such a collection ran since the last scan; nothing is registered with the JVM
 * and no collection is asked for. Costs some microseconds. Used by one thread at a time.
 */
public final class LiveHeapProbe implements Probe {

	private static final int COLLECTIONS = 3;

	/** Used heap is up by this factor while the free part falls by the other. */
	private static final double USED_UP = 1.3;

	private static final double FREE_DOWN = 0.7;

	/**
	 * Room for the saw-tooth of some young collections, so that a third of the window has
	 * a valley of its own.
	 */
	private static final Duration WINDOW = Duration.ofMinutes(10);

	private static final String AFTER_COLLECTION = "jvm.heap.afterCollection";

	private static final int SAMPLES = 120;

	private final LiveHeap liveHeap;

	private final Supplier<MemoryUsage> usage;

	private final Deque<Sample> samples = new ArrayDeque<>();

	private final HeapHint hint = new HeapHint();

	private final ApplicationFrames frames = new ApplicationFrames();

	private long live;

	private final CloserLook look;

	private final HeapTimeline timeline;

	/**
	 * Create a probe of this JVM's heap.
	 */
	public LiveHeapProbe() {
		this(CloserLook.NONE, new HeapTimeline());
	}

	/**
	 * Create a probe of this JVM's heap.
	 * @param look what a closer look at the heap shows, asked while it is under suspicion
	 * @param timeline is told what was read
	 */
	public LiveHeapProbe(CloserLook look, HeapTimeline timeline) {
		this(new LiveHeap(Collector.all(), HeapPool.all()),
				() -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage(), look, timeline);
	}

	LiveHeapProbe(LiveHeap liveHeap, Supplier<MemoryUsage> usage) {
		this(liveHeap, usage, CloserLook.NONE, new HeapTimeline(List.of()));
	}

	LiveHeapProbe(LiveHeap liveHeap, Supplier<MemoryUsage> usage, CloserLook look, HeapTimeline timeline) {
		this.timeline = timeline;
		this.look = look;
		this.liveHeap = liveHeap;
		this.usage = usage;
	}

	@Override
	public String name() {
		return "jvm.heap.live";
	}

	@Override
	public void count(Census census) {
		if (!this.liveHeap.isReadable()) {
			throw new UnavailableException("this garbage collector does not tell what survives a collection");
		}
		MemoryUsage usage = this.usage.get();
		sample(new Sample(census.at(), usage.getUsed(), usage.getCommitted() - usage.getUsed(),
				this.liveHeap.collections()));
		boolean freeDown = isFreeHeapDown();
		Builder used = census.population("jvm.heap.used", Kind.HEAP_GROWS, Unit.BYTES)
			.count(usage.getUsed())
			.limit(usage.getMax())
			.shownOnly();
		if (freeDown) {
			used.sign(Sign.FREE_HEAP_DOWN);
		}
		OptionalLong left = this.liveHeap.pollAny();
		OptionalLong survived = this.liveHeap.poll();
		this.timeline.add(census.at(), usage, survived, left);
		Optional<Culprit> leader = census.attention().isOnAnyOf("jvm.heap") ? this.look.leader() : Optional.empty();
		// what libraries keep comes and goes between collections that matter
		hint(census, left, survived, leader.filter((culprit) -> this.frames.isApplicationType(culprit.type())));
		survived.ifPresent((bytes) -> this.live = bytes);
		Builder builder = census.population("jvm.heap.live", Kind.HEAP_GROWS, Unit.BYTES)
			.count(this.live)
			.limit(usage.getMax());
		if (survived.isEmpty()) {
			builder.stale();
		}
		boolean known = leader.filter(this::isTelling).isPresent();
		name(builder, known ? leader : Optional.empty());
		if (this.look.isLooking() || (leader.isPresent() && !known)) {
			builder.hint();
		}
		if (freeDown) {
			builder.sign(Sign.FREE_HEAP_DOWN);
		}
	}

	/** In any application some class of a library becomes more for a while. */
	private boolean isTelling(Culprit leader) {
		return this.frames.isApplicationType(leader.type()) || this.look.isLeaderPersistent();
	}

	/**
	 * Where only young collections run, nothing else would draw attention for hours. It
	 * counts what a closer look has freed as well, so the heap's limit is not its limit.
	 */
	private void hint(Census census, OptionalLong left, OptionalLong survived, Optional<Culprit> leader) {
		this.hint.scan(left, survived, census.attention().isOn(AFTER_COLLECTION), leader.isPresent());
		Builder builder = census.population(AFTER_COLLECTION, Kind.HEAP_GROWS, Unit.BYTES)
			.count(this.hint.value())
			.hint();
		if (!this.hint.isFresh()) {
			builder.stale();
		}
		if (this.hint.hasBegunAnew()) {
			builder.begunAnew();
		}
		if (this.hint.isResting()) {
			builder.shownOnly();
		}
		name(builder, leader);
	}

	private void name(Builder builder, Optional<Culprit> leader) {
		leader.ifPresent((culprit) -> {
			builder.culprit(culprit);
			this.look.leaderNote().ifPresent((note) -> builder.note("", note));
			if (this.look.isLeaderPersistent()) {
				builder.sign(Sign.SAME_CLASS_GROWS);
			}
		});
	}

	private void sample(Sample sample) {
		this.samples.addLast(sample);
		while (this.samples.size() > SAMPLES || this.samples.getFirst().at().isBefore(sample.at().minus(WINDOW))) {
			this.samples.removeFirst();
		}
	}

	/**
	 * Compare the valley of the last third of the window with that of the first. Without
	 * a collection in it a third has no valley.
	 */
	private boolean isFreeHeapDown() {
		int third = this.samples.size() / 3;
		if (third < COLLECTIONS) {
			return false;
		}
		List<Sample> all = new ArrayList<>(this.samples);
		List<Sample> first = all.subList(0, third);
		List<Sample> last = all.subList(all.size() - third, all.size());
		return hasValley(first) && hasValley(last) && used(last) > used(first) * USED_UP
				&& free(last) < free(first) * FREE_DOWN;
	}

	private static boolean hasValley(List<Sample> samples) {
		return samples.get(samples.size() - 1).collections() - samples.get(0).collections() >= COLLECTIONS;
	}

	private static long used(List<Sample> samples) {
		return samples.stream().mapToLong(Sample::used).min().orElse(0);
	}

	private static long free(List<Sample> samples) {
		return samples.stream().mapToLong(Sample::free).max().orElse(0);
	}

	/** The heap at one moment. */
	private record Sample(Instant at, long used, long free, long collections) {

	}

}

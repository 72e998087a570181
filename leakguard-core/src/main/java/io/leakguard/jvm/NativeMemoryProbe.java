package io.leakguard.jvm;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.leakguard.jvm.ResidentMemory.Heap;
import io.leakguard.jvm.ResidentMemory.Summary;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import io.leakguard.process.ContainerLimits;
import org.jspecify.annotations.Nullable;

/**
 * Counts the resident memory that nothing known accounts for:
 * {@code process.memory.unaccounted}. That is what is resident and anonymous outside the
 * address range of the heap, less class space, compiled code, direct buffers and an
 * estimate for stacks. Heap that is committed and touched for the first time is not in
 * it, so a warm-up is none. {@code process.memory.resident} is shown beside it with the
 * container's limit.
 * <p>
 * Linux only. Each scan costs some tens of microseconds; only when the anonymous memory
 * has moved since is the exact number read, 2.5 to 25 ms, rationed, and ever more rarely
 * while it is the heap that moves.
 */
public final class NativeMemoryProbe implements Probe {

	private static final String POPULATION = "process.memory.unaccounted";

	/** Measured: idle Java threads have touched 60 to 100 KB of their stacks. */
	private static final long STACK = 80 << 10;

	/**
	 * What collectors keep about the heap (G1: mark bitmap 1/64, card and offset tables
	 * 1/256, remembered sets) comes with the heap and is none of it.
	 */
	private static final int HEAP_PER_BOOKKEEPING = 40;

	/**
	 * Allocators and compilers take memory in pieces of their own and give it back late;
	 * what moves by less has not moved. Measured: 3 to 9 MB in the first minute of a JVM
	 * that does nothing.
	 */
	private static final long PLAY = 3 << 20;

	/**
	 * Only when the anonymous memory has moved by as much can the exact number have moved
	 * by more than its play, so a walk over the page tables before would tell nothing.
	 */
	private static final long MOVED = PLAY;

	/**
	 * The size of an arena of glibc's allocator. Where nothing explains the growth, less
	 * than that may be an arena that another thread begins to use.
	 */
	private static final long ARENA = 64L << 20;

	/**
	 * Part of the resident set that is within what allocators and compilers keep. A
	 * healthy service that was measured took a fifth more in half an hour.
	 */
	private static final int KEPT = 4;

	private static final Duration REMEMBER_LIMIT = Duration.ofMinutes(5);

	private final ResidentMemory memory;

	private final LongSupplier known;

	private final LongSupplier containerLimit;

	private final Supplier<Optional<Culprit>> explanation;

	private final DiagnosticCommand command;

	private final Ration ration;

	private @Nullable Heap heap;

	private long anonymousThen = Long.MIN_VALUE;

	private long unaccounted;

	private long lowest = Long.MAX_VALUE;

	private long limit = -1;

	private @Nullable Instant limitReadAt;

	/**
	 * Create a probe of this process.
	 * @param command the diagnostic commands, asked once for where the heap is
	 * @param explanation what could explain growth, such as the class of which objects
	 * hold native memory and become more; empty if nothing is known
	 */
	public NativeMemoryProbe(DiagnosticCommand command, Supplier<Optional<Culprit>> explanation) {
		this(new ResidentMemory(Path.of("/proc/self")), known(), new ContainerLimits()::memory, command, explanation,
				Ration.light());
	}

	NativeMemoryProbe(ResidentMemory memory, LongSupplier known, LongSupplier containerLimit, DiagnosticCommand command,
			Supplier<Optional<Culprit>> explanation, Ration ration) {
		this.memory = memory;
		this.known = known;
		this.containerLimit = containerLimit;
		this.command = command;
		this.explanation = explanation;
		this.ration = ration;
	}

	@Override
	public String name() {
		return "process.memory";
	}

	@Override
	public void count(Census census) {
		Summary summary = summary();
		long limit = limit(census.at());
		census.population("process.memory.resident", Kind.NATIVE_MEMORY_GROWS, Unit.BYTES)
			.count(summary.all())
			.limit(limit)
			.shownOnly();
		if (summary.anonymous() < 0) {
			return;
		}
		boolean moved = this.anonymousThen == Long.MIN_VALUE
				|| Math.abs(summary.anonymous() - this.anonymousThen) > MOVED;
		boolean read = moved && this.ration.allows(census.at());
		if (read) {
			long start = System.nanoTime();
			long exact = read(heap());
			boolean first = this.anonymousThen == Long.MIN_VALUE;
			boolean changed = first || Math.abs(exact - this.unaccounted) > PLAY;
			this.unaccounted = changed ? exact : this.unaccounted;
			this.anonymousThen = summary.anonymous();
			this.ration.spend(census.at(), System.nanoTime() - start, changed);
		}
		Population.Builder population = census.population(POPULATION, Kind.NATIVE_MEMORY_GROWS, Unit.BYTES)
			.count(this.unaccounted);
		if (limit >= 0) {
			population.limit(Math.max(0, limit - (summary.all() - this.unaccounted)));
		}
		if (moved && !read) {
			population.stale();
		}
		if (this.anonymousThen != Long.MIN_VALUE) {
			this.lowest = Math.min(this.lowest, this.unaccounted);
		}
		Optional<Culprit> explanation = census.attention().isOn(POPULATION) ? this.explanation.get() : Optional.empty();
		explanation.ifPresent((culprit) -> population.culprit(culprit).sign(Sign.SAME_CLASS_GROWS));
		if (explanation.isEmpty() && this.unaccounted - this.lowest < Math.max(ARENA, summary.all() / KEPT)) {
			population.hint();
		}
	}

	private Summary summary() {
		try {
			return this.memory.summary();
		}
		catch (IOException | SecurityException ex) {
			throw new UnavailableException("this platform does not tell the resident set");
		}
	}

	private Heap heap() {
		if (this.heap == null) {
			this.heap = Heap.parse(this.command.run("gcHeapInfo"));
			if (this.heap == null) {
				throw new UnavailableException("this JVM does not tell where its heap is");
			}
		}
		return this.heap;
	}

	private long read(Heap heap) {
		try {
			return Math.max(0, this.memory.anonymousOutside(heap) - this.known.getAsLong());
		}
		catch (IOException | SecurityException ex) {
			throw new UnavailableException("this kernel does not tell what is resident where");
		}
	}

	private long limit(Instant at) {
		if (this.limitReadAt == null || this.limitReadAt.plus(REMEMBER_LIMIT).isBefore(at)) {
			this.limit = this.containerLimit.getAsLong();
			this.limitReadAt = at;
		}
		return this.limit;
	}

	private static LongSupplier known() {
		List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			// class space is a part of metaspace and counted there already
			.filter((pool) -> pool.getType() == MemoryType.NON_HEAP && !pool.getName().equals("Compressed Class Space"))
			.toList();
		List<BufferPoolMXBean> buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.toList();
		return () -> pools.stream().mapToLong((pool) -> pool.getUsage().getUsed()).sum()
				+ buffers.stream().mapToLong((pool) -> Math.max(0, pool.getMemoryUsed())).sum()
				+ ManagementFactory.getThreadMXBean().getThreadCount() * STACK
				+ ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() / HEAP_PER_BOOKKEEPING;
	}

}

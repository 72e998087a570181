package io.leakguard.jvm;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;

/**
 * Counts the bytes in direct and in mapped buffers: {@code jvm.buffers.direct} and
 * {@code jvm.buffers.mapped}. It sees buffers that were allocated through
 * {@code java.nio}; memory that a library takes past it, such as Netty's pooled buffers
 * without a cleaner, is part of {@code process.memory.unaccounted}. Costs a microsecond.
 */
public final class BufferPoolsProbe implements Probe {

	private static final String MAPPED = "jvm.buffers.mapped";

	/** Looks in which the same file pattern must have grown; two may be chance. */
	private static final int RISES = 3;

	private final List<BufferPoolMXBean> pools;

	private final long maxDirectMemory;

	private final MappedFiles files;

	private final Ration ration = Ration.unnoticed();

	private final Differences differences = new Differences(1_000);

	/**
	 * Create a probe of this JVM.
	 */
	public BufferPoolsProbe() {
		this(ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class), maxDirectMemory(),
				MappedFiles.ofThisProcess());
	}

	BufferPoolsProbe(List<BufferPoolMXBean> pools, long maxDirectMemory, MappedFiles files) {
		this.pools = pools;
		this.maxDirectMemory = maxDirectMemory;
		this.files = files;
	}

	@Override
	public String name() {
		return "jvm.buffers";
	}

	@Override
	public void count(Census census) {
		boolean known = false;
		for (BufferPoolMXBean pool : this.pools) {
			switch (pool.getName()) {
				case "direct" -> {
					known = true;
					census.population("jvm.buffers.direct", Kind.DIRECT_MEMORY_GROWS, Unit.BYTES)
						.count(Math.max(0, pool.getMemoryUsed()))
						.limit(this.maxDirectMemory)
						.culprit(Culprit.ofType("java.nio.DirectByteBuffer"));
				}
				case "mapped" -> {
					known = true;
					mapped(census, Math.max(0, pool.getMemoryUsed()));
				}
				default -> {
					// 'mapped - non-volatile memory' is a device of its own size
				}
			}
		}
		if (!known) {
			throw new UnavailableException("this JVM has no buffer pool beans");
		}
	}

	/** Who maps is told by the files that are mapped, on suspicion and on Linux. */
	private void mapped(Census census, long bytes) {
		Population.Builder population = census.population(MAPPED, Kind.MAPPED_MEMORY_GROWS, Unit.BYTES)
			.count(bytes)
			.culprit(Culprit.ofType("java.nio.MappedByteBuffer"));
		if (!census.attention().isOn(MAPPED)) {
			this.differences.clear();
			return;
		}
		if (this.ration.allows(census.at())) {
			long start = System.nanoTime();
			try {
				this.differences.take(this.files.read());
			}
			catch (IOException | SecurityException ex) {
				// not Linux: counted, but not told apart
			}
			this.ration.spend(census.at(), System.nanoTime() - start);
		}
		Map.Entry<String, Differences.Growth> most = null;
		for (Map.Entry<String, Differences.Growth> entry : this.differences.all().entrySet()) {
			Differences.Growth growth = entry.getValue();
			most = (most == null || most.getValue().grown() < growth.grown()) ? entry : most;
		}
		if (most != null && most.getValue().grown() > 0) {
			population.culprit(Culprit.ofType(most.getKey()));
			if (most.getValue().rises() >= RISES) {
				population.sign(Sign.SAME_CLASS_GROWS);
			}
		}
	}

	/** Without -XX:MaxDirectMemorySize the limit is that of the heap. */
	private static long maxDirectMemory() {
		try {
			HotSpotDiagnosticMXBean diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
			if (diagnostics == null) {
				return -1;
			}
			VMOption option = diagnostics.getVMOption("MaxDirectMemorySize");
			long set = Long.parseLong(option.getValue());
			return (set > 0) ? set : Runtime.getRuntime().maxMemory();
		}
		catch (RuntimeException | LinkageError ex) {
			return -1;
		}
	}

}

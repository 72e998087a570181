package io.leakguard.jvm;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

import io.leakguard.population.Kind;
import io.leakguard.population.Probe;

/**
 * The probes of the JVM and of the process.
 */
public final class JvmProbes {

	private JvmProbes() {
	}

	/**
	 * Create one probe of each.
	 * @return the probes, each for one owner
	 */
	public static List<Probe> create() {
		return create(GcSettings.defaults());
	}

	/**
	 * Create one probe of each.
	 * @param gc when pauses of the collector are pressure
	 * @return the probes, each for one owner
	 */
	public static List<Probe> create(GcSettings gc) {
		return create(gc, HistogramSettings.defaults(Duration.ofSeconds(15)));
	}

	/**
	 * Create one probe of each.
	 * @param gc when pauses of the collector are pressure
	 * @param histogram how often class histograms may be taken
	 * @return the probes, each for one owner; those that are closeable hold something
	 * while something is under suspicion
	 */
	public static List<Probe> create(GcSettings gc, HistogramSettings histogram) {
		DiagnosticCommand command = DiagnosticCommand.ofThisJvm();
		ApplicationFrames frames = new ApplicationFrames();
		ClassHistogramProbe classes = new ClassHistogramProbe(command, histogram, frames);
		return List.of(new LiveHeapProbe(classes::leader), new GcProbe(gc),
				new ThreadsProbe(new ProcessLimits(), frames), new ClassesProbe(command),
				new ClassLoadersProbe(command), new BufferPoolsProbe(), new DescriptorsProbe(),
				new FinalizationProbe(command), new MBeansProbe(ManagementFactory.getPlatformMBeanServer()),
				new NativeMemoryProbe(command, () -> classes.leader(Kind.NATIVE_MEMORY_GROWS)), classes);
	}

}

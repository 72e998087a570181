package io.leakguard.jvm;

import java.lang.management.ManagementFactory;
import java.util.List;

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
		DiagnosticCommand command = DiagnosticCommand.ofThisJvm();
		return List.of(new LiveHeapProbe(), new GcProbe(gc),
				new ThreadsProbe(new ProcessLimits(), new ApplicationFrames()), new ClassesProbe(command),
				new ClassLoadersProbe(command), new BufferPoolsProbe(), new DescriptorsProbe(),
				new FinalizationProbe(command), new MBeansProbe(ManagementFactory.getPlatformMBeanServer()));
	}

}

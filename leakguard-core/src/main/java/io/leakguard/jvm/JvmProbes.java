package io.leakguard.jvm;

import java.lang.management.ManagementFactory;
import java.util.List;

import io.leakguard.process.FlightRecorderUse;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.process.ProcessLimits;

/**
 * The probes of the JVM and of the process.
 */
public final class JvmProbes {

	private JvmProbes() {
	}

	/**
	 * Create one probe of each.
	 * @param histogram how often and how long class histograms may pause the application
	 * @param gc when pauses of the collector are pressure
	 * @param timeline is told what the heap does
	 * @param recorder whether the flight recorder may be used
	 * @return the probes, each for one owner; those that are closeable hold something
	 * while something is under suspicion
	 */
	public static List<Probe> create(HistogramSettings histogram, GcSettings gc, HeapTimeline timeline,
			FlightRecorderUse recorder) {
		DiagnosticCommand command = DiagnosticCommand.ofThisJvm();
		ApplicationFrames frames = new ApplicationFrames();
		OwnClasses own = new OwnClasses();
		ClassHistogramProbe classes = new ClassHistogramProbe(command, histogram, frames, own, recorder);
		ClassLoadersProbe loaders = new ClassLoadersProbe(command);
		return List.of(new LiveHeapProbe(classes, timeline), new GcProbe(gc),
				new ThreadsProbe(new ProcessLimits(), frames, recorder), new VirtualThreadsProbe(frames),
				new ClassesProbe(command, own, loaders::classesByMadeLoader), loaders, new BufferPoolsProbe(),
				new DescriptorsProbe(), new FinalizationProbe(command),
				new MBeansProbe(ManagementFactory::getPlatformMBeanServer),
				new NativeMemoryProbe(command, () -> classes.leader(Kind.NATIVE_MEMORY_GROWS)), classes);
	}

}

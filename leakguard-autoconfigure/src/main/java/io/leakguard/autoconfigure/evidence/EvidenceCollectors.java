package io.leakguard.autoconfigure.evidence;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import io.leakguard.autoconfigure.EvidenceCollectorFactory;
import io.leakguard.evidence.AllocationsCollector;
import io.leakguard.evidence.EvidenceBudget;
import io.leakguard.evidence.EvidenceCollector;
import io.leakguard.evidence.OriginsCollector;
import io.leakguard.evidence.OriginsPicture;
import io.leakguard.evidence.ReferenceChainCollector;
import io.leakguard.evidence.ThreadPileCollector;
import io.leakguard.jvm.ClassHistogramCollector;
import io.leakguard.jvm.DiagnosticCommand;
import io.leakguard.jvm.GcTimelineCollector;
import io.leakguard.jvm.HeapTimeline;
import io.leakguard.jvm.VirtualThreadStacks;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.process.FlightRecorderUse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/**
 * The collectors that this application can have: what needs the flight recorder where
 * there is one and it may be used, the heap dump where its parser is on the class path.
 */
final class EvidenceCollectors implements EvidenceCollectorFactory, BeanClassLoaderAware {

	private final EvidenceBudget budget;

	private final HeapDumpSettings heapDump;

	private final ObjectProvider<OriginsPicture> picture;

	private @Nullable ClassLoader classLoader;

	EvidenceCollectors(EvidenceBudget budget, HeapDumpSettings heapDump, ObjectProvider<OriginsPicture> picture) {
		this.budget = budget;
		this.heapDump = heapDump;
		this.picture = picture;
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	@Override
	public List<EvidenceCollector> create(HeapTimeline timeline, FlightRecorderUse recorder) {
		Clock clock = Clock.systemUTC();
		OriginsPicture picture = picture();
		List<EvidenceCollector> collectors = new ArrayList<>();
		boolean recording = recorder.isEnabled() && isPresent("jdk.jfr.Recording");
		if (recording) {
			collectors.add(new ReferenceChainCollector(this.budget, clock, recorder));
		}
		collectors.add(new OriginsCollector(clock, picture));
		collectors.add(new ClassHistogramCollector(DiagnosticCommand.ofThisJvm(), this.budget, new ApplicationFrames(),
				clock));
		if (recording) {
			collectors.add(new AllocationsCollector(this.budget, clock, picture, recorder));
		}
		collectors.add(new GcTimelineCollector(timeline, clock));
		collectors.add(new ThreadPileCollector(clock, new VirtualThreadStacks(clock)));
		if (isPresent("org.netbeans.lib.profiler.heap.HeapFactory")
				&& isPresent("com.sun.management.HotSpotDiagnosticMXBean")) {
			collectors.add(new HeapDumpCollector(this.budget, this.heapDump, clock));
		}
		return collectors;
	}

	/** The application's, or a flame graph if the converter is there. */
	@Nullable OriginsPicture picture() {
		OriginsPicture own = this.picture.getIfUnique();
		return (own == null && isPresent("one.convert.FlameGraph")) ? new OriginsFlameGraph() : own;
	}

	private boolean isPresent(String className) {
		return ClassUtils.isPresent(className, this.classLoader);
	}

}

package io.leakguard.autoconfigure;

import java.util.List;

import io.leakguard.evidence.EvidenceCollector;
import io.leakguard.jvm.HeapTimeline;
import io.leakguard.process.FlightRecorderUse;

/**
 * Makes the collectors of evidence of one LeakGuard, when there is a finding or somebody
 * asks what can be captured. One bean for all of them, because a service that is healthy
 * needs none.
 */
@FunctionalInterface
public interface EvidenceCollectorFactory {

	/**
	 * Make the collectors. Called at most once for each LeakGuard, by whatever thread is
	 * the first to need them.
	 * @param timeline what the heap has done
	 * @param recorder whether the flight recorder may be used
	 * @return the collectors, which are closed with LeakGuard
	 */
	List<EvidenceCollector> create(HeapTimeline timeline, FlightRecorderUse recorder);

}

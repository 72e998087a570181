package io.leakguard.detection;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.leakguard.history.History;
import io.leakguard.history.Window;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;

/**
 * Warns of live heap that rises so fast that waiting for a trend would be too late. It is
 * a suspicion, and as urgent as the time to the limit makes it. Immutable and
 * thread-safe.
 */
public final class RiseDetector implements Detector {

	/** The population that holds what survives collections. */
	private static final String LIVE_HEAP = "jvm.heap.live";

	private static final double SECONDS_PER_HOUR = 3600;

	private final DetectionSettings settings;

	/**
	 * Create a detector.
	 * @param settings the numbers
	 */
	public RiseDetector(DetectionSettings settings) {
		this.settings = settings;
	}

	@Override
	public List<Verdict> judge(Subject subject, Situation situation) {
		Population population = subject.population();
		if (subject.group() != null || !isLiveHeap(population) || !subject.history().hasChanged()) {
			return List.of();
		}
		Window window = subject.history().scans();
		int from = surgeBegin(window);
		if (from < 0) {
			return List.of();
		}
		int last = window.size() - 1;
		double seconds = window.seconds()[last] - window.seconds()[from];
		double rate = (window.values()[last] - window.values()[from]) / seconds;
		return List.of(verdict(subject, window.seconds()[from], seconds, rate));
	}

	private static boolean isLiveHeap(Population population) {
		return population.unit() == Unit.BYTES
				&& (population.kind() == Kind.HEAP_GROWS || population.name().equals(LIVE_HEAP));
	}

	/** The index since which each value is above the one before by the rate, or -1. */
	private int surgeBegin(Window window) {
		double[] seconds = window.seconds();
		double[] values = window.values();
		int last = window.size() - 1;
		int from = last;
		while (from > 0 && values[from] - values[from - 1] > this.settings.surgeBytesPerSecond()
				* (seconds[from] - seconds[from - 1])) {
			from--;
		}
		boolean longEnough = last - from >= 2
				&& seconds[last] - seconds[from] >= this.settings.surgeFor().toMillis() / 1000.0;
		return (longEnough) ? from : -1;
	}

	private static Verdict verdict(Subject subject, double from, double seconds, double rate) {
		Population population = subject.population();
		History history = subject.history();
		Set<Sign> signs = EnumSet.noneOf(Sign.class);
		signs.addAll(subject.signs());
		Long limit = population.limit();
		Duration exhaustedIn = (limit != null)
				? Duration.ofMillis(Math.round(1000 * Math.max(0, limit - subject.count()) / rate)) : null;
		return new Verdict(Kind.ALLOCATION_SURGE, Stage.SUSPECTED, population, subject.key(), subject.culprit(),
				subject.holder(), subject.count(), Math.round(history.baseline()), rate * SECONDS_PER_HOUR,
				subject.added(), subject.ended(), history.start().plusMillis(Math.round(from * 1000)), limit,
				exhaustedIn, signs, Reasons.surge(rate, Duration.ofSeconds(Math.round(seconds))));
	}

}

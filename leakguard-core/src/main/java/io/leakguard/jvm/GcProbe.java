package io.leakguard.jvm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population.Builder;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import io.leakguard.process.CpuShare;
import org.jspecify.annotations.Nullable;

/**
 * Counts long pauses of the garbage collector ({@code jvm.gc.longPauses}) that nobody
 * asked for. They are no pressure while the machine is starved of processor time: then it
 * is the machine that makes them long. Costs some microseconds, and a tenth of a second
 * once a minute while pauses are long and many. Used by one thread at a time.
 */
public final class GcProbe implements Probe, AutoCloseable {

	/**
	 * With less of a processor for a thread a pause is more than twice as long as the
	 * heap makes it.
	 */
	private static final double STARVED = 0.5;

	private static final Duration MEASURE_EVERY = Duration.ofMinutes(1);

	private final LongPauses pauses;

	private final DoubleSupplier cpuShare;

	private final GcSettings settings;

	private final Deque<Pauses> recent = new ArrayDeque<>();

	private boolean listening;

	private @Nullable Instant since;

	private @Nullable Instant measuredAt;

	private boolean starved;

	/**
	 * Create a probe of this JVM's collectors.
	 * @param settings the numbers
	 */
	public GcProbe(GcSettings settings) {
		this(new LongPauses(settings.longPause().toMillis()), settings, CpuShare::measure);
	}

	GcProbe(LongPauses pauses, GcSettings settings, DoubleSupplier cpuShare) {
		this.cpuShare = cpuShare;
		this.pauses = pauses;
		this.settings = settings;
	}

	@Override
	public String name() {
		return "jvm.gc";
	}

	@Override
	public void count(Census census) {
		if (!this.listening) {
			if (!this.pauses.listen()) {
				throw new UnavailableException("this JVM has no collector that tells its pauses");
			}
			this.listening = true;
		}
		Instant now = census.at();
		this.pauses.take().forEach((collector, count) -> this.recent.addLast(new Pauses(now, collector, count)));
		Instant from = now.minus(this.settings.within());
		while (!this.recent.isEmpty() && this.recent.getFirst().at().isBefore(from)) {
			this.recent.removeFirst();
		}
		long count = this.recent.stream().mapToLong(Pauses::count).sum();
		Builder builder = census.population("jvm.gc.longPauses", Kind.GC_PRESSURE, Unit.EVENTS)
			.count(count)
			.shownOnly();
		if (count < this.settings.pauses() || isStarved(now)) {
			this.since = null;
			return;
		}
		Instant since = (this.since != null) ? this.since : now;
		this.since = since;
		builder.fact(Fact.observed(Kind.GC_PRESSURE, Culprit.ofType(this.recent.getLast().collector()), count, since,
				"%d pauses over %d ms within %d s".formatted(count, this.settings.longPause().toMillis(),
						this.settings.within().toSeconds())));
	}

	private boolean isStarved(Instant now) {
		if (this.measuredAt == null || !now.isBefore(this.measuredAt.plus(MEASURE_EVERY))) {
			this.measuredAt = now;
			this.starved = this.cpuShare.getAsDouble() < STARVED;
		}
		return this.starved;
	}

	/**
	 * Stop listening to the collectors.
	 */
	@Override
	public void close() {
		this.pauses.close();
		this.listening = false;
	}

	private record Pauses(Instant at, String collector, long count) {

	}

}

package io.leakguard.jvm;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population.Builder;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Counts long pauses of the garbage collector ({@code jvm.gc.longPauses}) by polling its
 * beans; concurrent phases are no pauses. Of several collections between two scans only
 * the last is known by itself; the others count as long if they were so on average, and
 * not at all otherwise. Costs some microseconds. Used by one thread at a time.
 */
public final class GcProbe implements Probe, AutoCloseable {

	private final List<Collector> collectors;

	private final GcSettings settings;

	private final Map<String, Seen> seen = new HashMap<>();

	private final Deque<Pauses> recent = new ArrayDeque<>();

	private @Nullable Instant since;

	private @Nullable ForcedCollections forced;

	/**
	 * Create a probe of this JVM's collectors.
	 * @param settings the numbers
	 */
	public GcProbe(GcSettings settings) {
		this(Collector.all(), settings);
	}

	GcProbe(List<Collector> collectors, GcSettings settings) {
		this.collectors = collectors.stream().filter(Collector::pauses).toList();
		this.settings = settings;
		for (Collector collector : this.collectors) {
			this.seen.put(collector.name(), new Seen(collector.count(), collector.totalMillis()));
		}
	}

	@Override
	public String name() {
		return "jvm.gc";
	}

	@Override
	public void count(Census census) {
		if (this.collectors.isEmpty()) {
			throw new UnavailableException("this JVM has no collector that tells its pauses");
		}
		if (this.forced == null) {
			this.forced = new ForcedCollections(this.settings.longPause().toMillis());
		}
		Instant now = census.at();
		for (Collector collector : this.collectors) {
			// below zero if the word of a forced collection came late: it evens out
			long pauses = longPauses(collector) - this.forced.take(collector.name());
			if (pauses != 0) {
				this.recent.addLast(new Pauses(now, collector.name(), pauses));
			}
		}
		Instant from = now.minus(this.settings.within());
		while (!this.recent.isEmpty() && this.recent.getFirst().at().isBefore(from)) {
			this.recent.removeFirst();
		}
		long count = this.recent.stream().mapToLong(Pauses::count).sum();
		Builder builder = census.population("jvm.gc.longPauses", Kind.GC_PRESSURE, Unit.EVENTS)
			.count(count)
			.shownOnly();
		if (count < this.settings.pauses()) {
			this.since = null;
			return;
		}
		Instant since = (this.since != null) ? this.since : now;
		this.since = since;
		builder.fact(Fact.observed(Kind.GC_PRESSURE, Culprit.ofType(this.recent.getLast().collector()), count, since,
				"%d pauses over %d ms within %d s".formatted(count, this.settings.longPause().toMillis(),
						this.settings.within().toSeconds())));
	}

	private long longPauses(Collector collector) {
		long count = collector.count();
		long millis = collector.totalMillis();
		Seen before = this.seen.put(collector.name(), new Seen(count, millis));
		long collections = count - ((before != null) ? before.count() : 0);
		if (collections <= 0) {
			return 0;
		}
		long longPause = this.settings.longPause().toMillis();
		long average = (millis - ((before != null) ? before.millis() : 0)) / collections;
		if (average > longPause) {
			return collections;
		}
		Collector.Last last = collector.last();
		return (last != null && last.durationMillis() > longPause) ? 1 : 0;
	}

	/**
	 * Stop listening to the collectors.
	 */
	@Override
	public void close() {
		if (this.forced != null) {
			this.forced.close();
			this.forced = null;
		}
	}

	private record Seen(long count, long millis) {

	}

	private record Pauses(Instant at, String collector, long count) {

	}

}

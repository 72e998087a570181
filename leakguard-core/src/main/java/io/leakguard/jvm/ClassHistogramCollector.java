package io.leakguard.jvm;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.leakguard.evidence.Artifact;
import io.leakguard.process.CpuShare;
import io.leakguard.evidence.EvidenceBudget;
import io.leakguard.evidence.EvidenceCollector;
import io.leakguard.evidence.JsonText;
import io.leakguard.finding.Finding;
import io.leakguard.jvm.ClassHistogram.Row;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Kind.Family;
import io.leakguard.population.Probe.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Shows which classes have grown since the finding was suspected, those of the
 * application first. The first capture for a finding is what the later ones are compared
 * with. A histogram stops the application for about 0.22 ns for each byte of used heap;
 * if that is more than the longest pause of the budget, none is taken. It asks for no
 * collection, so garbage counts as well.
 */
public final class ClassHistogramCollector implements EvidenceCollector {

	/** Measured: 0.43 s for 2 GB. */
	private static final double NANOS_PER_BYTE = 0.22;

	/** 10 ms of work, about 45 MB. */
	private static final double CERTAINLY_SHORT = 10_000_000;

	/** Histograms to compare with; each takes about a megabyte. */
	private static final int MAX_BASELINES = 4;

	private static final int MAX_CLASSES = 100;

	private static final Set<String> PRIMITIVES = Set.of("boolean", "byte", "char", "short", "int", "long", "float",
			"double");

	private final DiagnosticCommand command;

	private final EvidenceBudget budget;

	private final ApplicationFrames frames;

	private final Clock clock;

	private final LongSupplier usedHeap;

	private final DoubleSupplier share;

	private final Map<String, Snapshot> baselines = new LinkedHashMap<>();

	private @Nullable Snapshot last;

	/**
	 * Create a collector.
	 * @param command the diagnostic commands
	 * @param budget what it may cost
	 * @param frames knows the classes of the application
	 * @param clock the clock
	 */
	public ClassHistogramCollector(DiagnosticCommand command, EvidenceBudget budget, ApplicationFrames frames,
			Clock clock) {
		this(command, budget, frames, clock, () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
				CpuShare::measure);
	}

	ClassHistogramCollector(DiagnosticCommand command, EvidenceBudget budget, ApplicationFrames frames, Clock clock,
			LongSupplier usedHeap, DoubleSupplier share) {
		this.share = share;
		this.command = command;
		this.budget = budget;
		this.frames = frames;
		this.clock = clock;
		this.usedHeap = usedHeap;
	}

	@Override
	public String name() {
		return "class-histogram";
	}

	@Override
	public boolean isWantedFor(Finding finding) {
		return finding.kind().family() == Family.MEMORY || finding.kind().family() == Family.COLLECTIONS
				|| finding.kind().family() == Family.REFERENCES;
	}

	@Override
	public synchronized List<Artifact> collect(Finding finding) {
		Snapshot before = this.baselines.get(finding.id());
		if (before != null && before.at().isBefore(finding.suspectedAt().minus(this.budget.minInterval()))) {
			// of an earlier suspicion, which has cleared since
			before = null;
		}
		Snapshot now = now(before);
		if (before == null) {
			remember(finding.id(), now);
		}
		return List
			.of(new Artifact(name(), "application/json", json(before, now).getBytes(StandardCharsets.UTF_8), now.at()));
	}

	/** One that was taken for another finding a moment ago will do. */
	private Snapshot now(@Nullable Snapshot before) {
		Instant now = this.clock.instant();
		if (this.last != null && Duration.between(this.last.at(), now).compareTo(this.budget.minInterval()) < 0) {
			if (before != null && !before.at().isBefore(this.last.at())) {
				throw new RefusedException(
						"the last histogram was taken less than %s ago (leakguard.evidence.min-interval)"
							.formatted(this.budget.minInterval()));
			}
			return this.last;
		}
		long heap = this.usedHeap.getAsLong();
		// small ones are quick even where a processor is shared by many
		double share = (heap * NANOS_PER_BYTE > CERTAINLY_SHORT) ? this.share.getAsDouble() : 1;
		long expectedMillis = (long) (heap * NANOS_PER_BYTE / share / 1_000_000);
		if (expectedMillis > this.budget.longestPause().toMillis()) {
			throw new RefusedException(("a histogram of %d MB would stop the application for about %d ms, "
					+ "more than %d ms (leakguard.evidence.longest-pause)%s")
				.formatted(heap >> 20, expectedMillis, this.budget.longestPause().toMillis(), (share < 0.9)
						? "; the machine gives a thread only %d %% of a processor".formatted((int) (share * 100))
						: ""));
		}
		try {
			Snapshot snapshot = new Snapshot(now, ClassHistogram.take(this.command, false));
			this.last = snapshot;
			return snapshot;
		}
		catch (UnavailableException ex) {
			throw new RefusedException(String.valueOf(ex.getMessage()));
		}
	}

	private void remember(String findingId, Snapshot snapshot) {
		this.baselines.remove(findingId);
		this.baselines.put(findingId, snapshot);
		while (this.baselines.values().stream().distinct().count() > MAX_BASELINES) {
			this.baselines.remove(this.baselines.keySet().iterator().next());
		}
	}

	private String json(@Nullable Snapshot before, Snapshot now) {
		JsonText json = new JsonText().object().field("at", now.at().toString());
		List<Growth> classes = new ArrayList<>();
		if (before != null) {
			json.field("since", before.at().toString())
				.field("note", "what has grown since; unreachable objects count too");
		}
		else {
			json.field("note", "what there is now; capture again for what has grown since");
		}
		now.histogram().rows().forEach((name, row) -> {
			Row old = (before != null) ? before.histogram().rows().getOrDefault(name, new Row(0, 0)) : row;
			Growth growth = new Growth(name, isApplication(name), row, row.instances() - old.instances(),
					row.bytes() - old.bytes());
			if (before == null || growth.instances() > 0 || growth.bytes() > 0) {
				classes.add(growth);
			}
		});
		classes.sort(Growth.ORDER);
		json.field("classesInAll", classes.size()).key("classes").array();
		classes.stream().limit(MAX_CLASSES).forEach((growth) -> growth.write(json, before != null));
		return json.endArray().endKey().endObject().toString();
	}

	private boolean isApplication(String name) {
		int bracket = name.indexOf('[');
		String element = (bracket > 0) ? name.substring(0, bracket) : name;
		int lambda = element.indexOf("$$Lambda");
		return !PRIMITIVES.contains(element)
				&& this.frames.isApplication((lambda > 0) ? element.substring(0, lambda) : element);
	}

	/**
	 * What there was at a time.
	 *
	 * @param at the time
	 * @param histogram the objects by class
	 */
	private record Snapshot(Instant at, ClassHistogram histogram) {

	}

	/** How the objects of one class have grown. */
	private record Growth(String name, boolean application, Row now, long instances, long bytes) {

		static final Comparator<Growth> ORDER = Comparator.comparing(Growth::application)
			.thenComparingLong(Growth::bytes)
			.thenComparingLong((growth) -> growth.now().bytes())
			.reversed()
			.thenComparing(Growth::name);

		void write(JsonText json, boolean grown) {
			json.object()
				.field("class", this.name)
				.field("application", this.application)
				.field("instances", this.now.instances())
				.field("bytes", this.now.bytes());
			if (grown) {
				json.field("instancesGrown", this.instances).field("bytesGrown", this.bytes);
			}
			json.endObject();
		}

	}

}

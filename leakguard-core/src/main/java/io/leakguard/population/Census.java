package io.leakguard.population;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.population.Population.Builder;
import org.jspecify.annotations.Nullable;

/**
 * One round of counting. A probe asks it for a builder per population and fills it in.
 * Used by one thread at a time.
 */
public final class Census {

	/** No population of a sane application has so many kinds of members. */
	private static final int ABSURD_GROUPS = 10_000;

	private final Instant at;

	private final Attention attention;

	private final int maxPopulations;

	private final int maxGroups;

	private final Map<String, Population> populations = new LinkedHashMap<>();

	private List<Builder> open = new ArrayList<>();

	private long load;

	/**
	 * Create a census.
	 * @param at the time of the scan
	 * @param attention what is under suspicion
	 * @param maxPopulations how many populations are kept; the rest is dropped
	 * @param maxGroups how many groups are kept of a population, the largest first
	 */
	public Census(Instant at, Attention attention, int maxPopulations, int maxGroups) {
		this.at = at;
		this.attention = attention;
		this.maxPopulations = maxPopulations;
		this.maxGroups = maxGroups;
	}

	/**
	 * Return the time of the scan.
	 * @return the time
	 */
	public Instant at() {
		return this.at;
	}

	/**
	 * Return what is under suspicion, so that a probe can look closer at it.
	 * @return the attention list
	 */
	public Attention attention() {
		return this.attention;
	}

	/**
	 * Begin a population.
	 * @param name the name, the same in every scan and bounded in number
	 * @param kind the kind of leak it would be if it grew without end
	 * @param unit what it is counted in
	 * @return a builder; it is complete when the probe returns
	 */
	public Builder population(String name, Kind kind, Unit unit) {
		Builder builder = new Builder(name, kind, unit);
		this.open.add(builder);
		return builder;
	}

	/**
	 * Add to the work that the application has done so far, such as requests served.
	 * Growth is related to it.
	 * @param total units of work since the start
	 */
	public void load(long total) {
		this.load += total;
	}

	/**
	 * Return the work that the application has done so far.
	 * @return units of work since the start
	 */
	public long load() {
		return this.load;
	}

	/**
	 * Ask one probe. If it throws, nothing of what it has begun is kept.
	 * @param probe the probe
	 * @return what it counted
	 * @throws Exception what the probe throws, or an exception that names the number if
	 * it answered nonsense
	 */
	public Counted take(Probe probe) throws Exception {
		this.open = new ArrayList<>();
		long loadBefore = this.load;
		probe.count(this);
		List<Population> built = new ArrayList<>(this.open.size());
		String oddity = null;
		for (Builder builder : this.open) {
			int groups = builder.groupCount();
			Population population = builder.build(this.maxGroups);
			built.add(population);
			if (groups > ABSURD_GROUPS) {
				oddity = "answered %d groups of '%s', of which the %d largest are judged".formatted(groups,
						population.name(), this.maxGroups);
			}
		}
		if (add(built)) {
			oddity = "some of its populations are beyond the %d that are kept".formatted(this.maxPopulations);
		}
		return new Counted(List.copyOf(built), this.load - loadBefore, oddity);
	}

	/**
	 * Enter what a probe counted in an earlier scan, because it is not asked in this one.
	 * @param earlier what it counted
	 */
	public void repeat(Counted earlier) {
		add(earlier.populations().stream().map(Population::asOfEarlier).toList());
		this.load += earlier.load();
	}

	/** Return whether some were left out. */
	private boolean add(List<Population> counted) {
		boolean truncated = false;
		for (Population population : counted) {
			if (this.populations.size() < this.maxPopulations) {
				this.populations.putIfAbsent(population.name(), population);
			}
			else {
				truncated = true;
			}
		}
		return truncated;
	}

	/**
	 * Return what was counted.
	 * @return the populations in the order they were read
	 */
	public List<Population> populations() {
		return List.copyOf(this.populations.values());
	}

	/**
	 * What one probe counted in one scan.
	 *
	 * @param populations the populations
	 * @param load the work that it knows of
	 * @param oddity what is odd about the answer, {@code null} if nothing is
	 */
	public record Counted(List<Population> populations, long load, @Nullable String oddity) {

	}

}

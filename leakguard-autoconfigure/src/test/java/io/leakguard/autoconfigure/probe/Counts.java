package io.leakguard.autoconfigure.probe;

import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;

import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Group;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;

/**
 * Asks a probe as a scan does.
 */
public final class Counts {

	private final Probe probe;

	private Instant at = Instant.parse("2026-11-21T10:00:00Z");

	private Attention attention = Attention.NONE;

	private Census census = new Census(this.at, Attention.NONE, 1000, 100);

	private Counts(Probe probe) {
		this.probe = probe;
	}

	public static Counts of(Probe probe) {
		return new Counts(probe);
	}

	public Counts attention(Attention attention) {
		this.attention = attention;
		return this;
	}

	public Counts scan() {
		this.at = this.at.plusMillis(500);
		this.census = new Census(this.at, this.attention, 1000, 100);
		try {
			this.census.take(this.probe);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		return this;
	}

	public List<String> names() {
		return this.census.populations().stream().map(Population::name).toList();
	}

	public boolean has(String population) {
		return this.census.populations().stream().anyMatch((each) -> each.name().equals(population));
	}

	public Population population(String name) {
		return this.census.populations()
			.stream()
			.filter((each) -> each.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new NoSuchElementException(name + " is not among " + this.census.populations()));
	}

	/** Zero if there is no such group. */
	public long count(String population, String key) {
		return population(population).groups()
			.stream()
			.filter((group) -> group.key().equals(key))
			.mapToLong(Group::count)
			.sum();
	}

	public boolean saysOldestNeverLeave(String population, String key) {
		return population(population).groups()
			.stream()
			.anyMatch((group) -> group.key().equals(key) && group.signs().contains(Sign.OLDEST_NEVER_LEAVE));
	}

}

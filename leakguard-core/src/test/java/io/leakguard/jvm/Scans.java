package io.leakguard.jvm;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Group;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;

/**
 * Asks a probe again and again, as a scan does, with a clock of its own.
 */
final class Scans {

	private final Probe probe;

	private final Map<String, Set<String>> attention = new HashMap<>();

	private Instant now = Instant.parse("2026-11-21T10:00:00Z");

	private Duration interval = Duration.ofSeconds(15);

	Scans(Probe probe) {
		this.probe = probe;
	}

	Scans every(Duration interval) {
		this.interval = interval;
		return this;
	}

	Scans suspect(String population, String key) {
		this.attention.computeIfAbsent(population, (name) -> new HashSet<>()).add(key);
		return this;
	}

	Scans at(Instant now) {
		this.now = now;
		return this;
	}

	Map<String, Population> next() {
		this.now = this.now.plus(this.interval);
		Census census = new Census(this.now, new Attention(this.attention), 1000, 500);
		try {
			census.take(this.probe);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		Map<String, Population> populations = new HashMap<>();
		census.populations().forEach((population) -> populations.put(population.name(), population));
		return populations;
	}

	Population next(String population) {
		return next().get(population);
	}

	Optional<Group> next(String population, String key) {
		return next(population).groups().stream().filter((group) -> group.key().equals(key)).findFirst();
	}

}

package io.leakguard.jvm;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Group;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;

/**
 * MinuteScans one probe, minutes apart on a clock of its own.
 */
final class MinuteScans {

	private final Probe probe;

	private Instant now = Instant.parse("2026-11-21T10:00:00Z");

	private Attention attention = Attention.NONE;

	private Census census = new Census(this.now, this.attention, 1000, 1000);

	MinuteScans(Probe probe) {
		this.probe = probe;
	}

	MinuteScans suspecting(String... populations) {
		Map<String, Set<String>> suspected = new HashMap<>();
		Arrays.stream(populations).forEach((name) -> suspected.put(name, Set.of("")));
		this.attention = new Attention(suspected);
		return this;
	}

	MinuteScans suspecting(String population, Set<String> groups) {
		this.attention = new Attention(Map.of(population, groups));
		return this;
	}

	MinuteScans scan() {
		this.now = this.now.plus(Duration.ofMinutes(2));
		this.census = new Census(this.now, this.attention, 1000, 1000);
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

	Optional<Population> find(String name) {
		return this.census.populations().stream().filter((population) -> population.name().equals(name)).findFirst();
	}

	Population population(String name) {
		return find(name).orElseThrow();
	}

	Optional<Group> group(String population, String key) {
		return population(population).groups().stream().filter((group) -> group.key().equals(key)).findFirst();
	}

}

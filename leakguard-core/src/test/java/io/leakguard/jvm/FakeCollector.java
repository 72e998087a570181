package io.leakguard.jvm;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A collector that runs when told to.
 */
final class FakeCollector implements Collector {

	private final String name;

	private long count;

	private long millis;

	private @Nullable Last last;

	FakeCollector(String name) {
		this.name = name;
	}

	FakeCollector run(long millis, Map<String, Long> usedAfter) {
		this.count++;
		this.millis += millis;
		this.last = new Last(this.count, millis, new HashMap<>(usedAfter));
		return this;
	}

	FakeCollector run(long millis) {
		return run(millis, Map.of());
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public long count() {
		return this.count;
	}

	@Override
	public long totalMillis() {
		return this.millis;
	}

	@Override
	public @Nullable Last last() {
		return this.last;
	}

}

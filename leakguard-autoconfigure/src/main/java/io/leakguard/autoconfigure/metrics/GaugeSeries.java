package io.leakguard.autoconfigure.metrics;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * The gauges of one name, one for each set of tags. A gauge stays registered for as long
 * as it has a value, unlike those of a {@code MultiGauge} that is told new values: it
 * removes each and registers it anew, and who scrapes between the two misses it. Used by
 * one thread at a time.
 */
final class GaugeSeries {

	private final MeterRegistry registry;

	private final String name;

	private final String description;

	private final @Nullable String baseUnit;

	private final Map<Tags, Entry> entries = new HashMap<>();

	GaugeSeries(MeterRegistry registry, String name, String description, @Nullable String baseUnit) {
		this.registry = registry;
		this.name = name;
		this.description = description;
		this.baseUnit = baseUnit;
	}

	/**
	 * Tell what there is now.
	 * @param values the value of each gauge; those that are missing leave
	 */
	void update(Map<Tags, Long> values) {
		for (Iterator<Map.Entry<Tags, Entry>> all = this.entries.entrySet().iterator(); all.hasNext();) {
			Map.Entry<Tags, Entry> entry = all.next();
			if (!values.containsKey(entry.getKey())) {
				all.remove();
				this.registry.remove(entry.getValue().gauge());
			}
		}
		values.forEach((tags, value) -> this.entries.computeIfAbsent(tags, this::register).value().set(value));
	}

	private Entry register(Tags tags) {
		AtomicLong value = new AtomicLong();
		Gauge gauge = Gauge.builder(this.name, value, AtomicLong::doubleValue)
			.description(this.description)
			.baseUnit(this.baseUnit)
			.tags(tags)
			.strongReference(true)
			.register(this.registry);
		return new Entry(gauge, value);
	}

	/**
	 * A gauge and its value.
	 *
	 * @param gauge the gauge as it is registered
	 * @param value what it tells
	 */
	private record Entry(Gauge gauge, AtomicLong value) {

	}

}

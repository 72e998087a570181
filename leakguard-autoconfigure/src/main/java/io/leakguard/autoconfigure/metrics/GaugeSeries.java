package io.leakguard.autoconfigure.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;

/**
 * The gauges of one name, one for each set of tags. While only their values change, they
 * stay registered: a {@link MultiGauge} that is told new values removes each and
 * registers it anew, and who scrapes between the two misses it. Used by one thread at a
 * time.
 */
final class GaugeSeries {

	private final MultiGauge gauges;

	private final Map<Tags, AtomicLong> values = new LinkedHashMap<>();

	GaugeSeries(MultiGauge gauges) {
		this.gauges = gauges;
	}

	/**
	 * Tell what there is now.
	 * @param current the value of each gauge, in the order in which they are registered;
	 * those that are missing leave
	 */
	void update(Map<Tags, Long> current) {
		boolean changed = !this.values.keySet().equals(current.keySet());
		this.values.keySet().retainAll(current.keySet());
		current.forEach((tags, value) -> this.values.computeIfAbsent(tags, (key) -> new AtomicLong()).set(value));
		if (changed) {
			// anew, because a filter may make one series of several
			List<Row<?>> rows = current.keySet().stream().<Row<?>>map(this::row).toList();
			this.gauges.register(rows, true);
		}
	}

	private Row<?> row(Tags tags) {
		return Row.of(tags, this.values.getOrDefault(tags, new AtomicLong()), AtomicLong::doubleValue);
	}

}

package io.leakguard.autoconfigure.probe.harvest;

import java.text.MessageFormat;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;

/**
 * Counts entries whose key has changed, as Caffeine itself reports them when it fails to
 * evict them. Only the class of the key is taken from the message, never the key.
 */
final class CaffeineBrokenKeysProbe implements Probe, AutoCloseable {

	static final String POPULATION = "caffeine.brokenKeys";

	static final String LOGGER = "com.github.benmanes.caffeine.cache.BoundedLocalCache";

	private static final Pattern KEY_TYPE = Pattern.compile("key type: ([\\w.$]+)");

	private final Harvest harvest = new Harvest();

	private final JulHarvest log = new JulHarvest(LOGGER, this::reported);

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		this.harvest.count(census, POPULATION, Kind.KEY_MUTATED,
				"entries could not be evicted because their key had changed, the cache says");
	}

	@Override
	public void close() {
		this.log.close();
		this.harvest.clear();
	}

	private void reported(LogRecord record) {
		String text = (record.getParameters() != null && record.getMessage().contains("{0}"))
				? MessageFormat.format(record.getMessage(), record.getParameters()) : record.getMessage();
		if (text != null && text.contains("An invalid state was detected")) {
			Matcher matcher = KEY_TYPE.matcher(text);
			this.harvest.add(matcher.find() ? Culprit.ofType(matcher.group(1)) : Culprit.UNKNOWN);
		}
	}

}

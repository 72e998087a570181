package io.leakguard.autoconfigure.probe.harvest;

import java.text.MessageFormat;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Counts entries whose key has changed, as Caffeine itself reports them when it fails to
 * evict them. Only the class of the key is taken from the message, never the key.
 */
final class CaffeineBrokenKeysProbe extends ReportedProbe {

	static final String POPULATION = "caffeine.brokenKeys";

	static final String LOGGER = "com.github.benmanes.caffeine.cache.BoundedLocalCache";

	private static final Pattern KEY_TYPE = Pattern.compile("key type: ([\\w.$]+)");

	CaffeineBrokenKeysProbe() {
		super(POPULATION, Kind.KEY_MUTATED,
				"entries could not be evicted because their key had changed, the cache says", LOGGER);
	}

	@Override
	@Nullable Culprit culpritOf(LogRecord record) {
		String text = (record.getParameters() != null && record.getMessage().contains("{0}"))
				? MessageFormat.format(record.getMessage(), record.getParameters()) : record.getMessage();
		if (text == null || !text.contains("An invalid state was detected")) {
			return null;
		}
		Matcher matcher = KEY_TYPE.matcher(text);
		return matcher.find() ? Culprit.ofType(matcher.group(1)) : Culprit.UNKNOWN;
	}

}

package io.leakguard.autoconfigure.probe.logging;

import java.util.Map;
import java.util.regex.Pattern;

import ch.qos.logback.classic.LoggerContext;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Counts Logback's loggers by the pattern of their name. A logger is never removed, so
 * that one per request or tenant stays for ever. Only patterns with many loggers are
 * judged: classes are loaded late in good health. They are visited only when their number
 * has changed.
 */
final class LoggersProbe implements Probe {

	static final String POPULATION = "logback.loggers";

	/** A package has a handful of classes with loggers. */
	private static final int WORTH_A_GROUP = 16;

	private static final Pattern VARYING = Pattern.compile("[0-9a-fA-F-]*[0-9][0-9a-fA-F-]*");

	private final Roll<Object> roll = new Roll<>(LoggersProbe::culprit, WORTH_A_GROUP);

	private @Nullable PrivateField cache;

	private int size = -1;

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
			throw new UnavailableException("logging does not go to Logback");
		}
		if (this.cache == null) {
			this.cache = PrivateField.of(LoggerContext.class, "loggerCache");
		}
		if (!(this.cache.get(context) instanceof Map<?, ?> loggers)) {
			return;
		}
		int now = loggers.size();
		Population.Builder population = census.population(POPULATION, Kind.REGISTRY_GROWS, Unit.OBJECTS)
			.count(now)
			.judgedByGroups();
		if (now == this.size) {
			population.groups(this.roll.last());
		}
		else if (this.roll.isDue(now)) {
			this.size = now;
			population.groups(this.roll.take(loggers.keySet()));
		}
		else {
			population.groups(this.roll.last()).stale();
		}
	}

	private static Culprit culprit(Object name) {
		String text = String.valueOf(name);
		int dot = text.lastIndexOf('.');
		String parent = (dot > 0) ? text.substring(0, dot) : "";
		String last = VARYING.matcher(text.substring(dot + 1)).replaceAll("*");
		// loggers of classes differ in a package, others by a number in their name
		return Culprit.ofType("logger "
				+ (last.contains("*") ? VARYING.matcher(parent).replaceAll("*") + "." + last : parent + ".*"));
	}

}

package io.leakguard.autoconfigure.probe.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.population.Probe;
import org.slf4j.LoggerFactory;

/**
 * Finds the appenders of Logback's loggers and its turbo filters.
 */
final class LogbackAppenders implements HandlersProbe.Handlers {

	@Override
	public List<Object> find() {
		if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
			throw new Probe.UnavailableException("logging does not go to Logback");
		}
		List<Object> found = new ArrayList<>(context.getTurboFilterList());
		if (PrivateField.of(LoggerContext.class, "loggerCache").get(context) instanceof Map<?, ?> loggers) {
			for (Object each : loggers.values()) {
				if (each instanceof Logger logger) {
					logger.iteratorForAppenders().forEachRemaining(found::add);
				}
			}
		}
		return found;
	}

}

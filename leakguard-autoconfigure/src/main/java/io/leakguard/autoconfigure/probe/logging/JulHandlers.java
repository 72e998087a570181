package io.leakguard.autoconfigure.probe.logging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Finds the handlers of {@code java.util.logging}. A logger of a class of its own is not
 * asked.
 */
final class JulHandlers implements HandlersProbe.Handlers {

	@Override
	public List<Object> find() {
		List<Object> found = new ArrayList<>();
		LogManager manager = LogManager.getLogManager();
		for (String name : Collections.list(manager.getLoggerNames())) {
			Logger logger = manager.getLogger(name);
			// the root logger is of a class of the JDK's
			if (logger != null && logger.getClass().getName().startsWith("java.util.logging.")) {
				found.addAll(List.of(logger.getHandlers()));
			}
		}
		return found;
	}

}

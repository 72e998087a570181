package io.leakguard.autoconfigure.probe.harvest;

import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Listens to one logger of {@code java.util.logging}. What it hears goes on to everybody
 * else as before. The logger is held, because the log manager does so only weakly.
 */
final class JulHarvest extends Handler {

	private final Logger logger;

	private final Consumer<LogRecord> consumer;

	JulHarvest(String logger, Consumer<LogRecord> consumer) {
		this.logger = Logger.getLogger(logger);
		this.consumer = consumer;
		this.logger.addHandler(this);
	}

	@Override
	public void publish(LogRecord record) {
		try {
			this.consumer.accept(record);
		}
		catch (RuntimeException ex) {
			// a report that is not understood must not disturb the library
		}
	}

	@Override
	public void flush() {
	}

	@Override
	public void close() {
		this.logger.removeHandler(this);
	}

}

package io.leakguard;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Makes the log of a class throw whatever it is told, until it is closed: a full disk, or
 * a library for logging that has run out of memory.
 */
public final class BrokenLog extends Handler {

	// held, because the JDK forgets loggers that nobody holds
	private final Logger logger;

	private final AtomicInteger told = new AtomicInteger();

	public BrokenLog(Class<?> type) {
		this.logger = Logger.getLogger(type.getName());
		this.logger.addHandler(this);
	}

	/**
	 * Return how often something was to be logged.
	 * @return the number
	 */
	public int told() {
		return this.told.get();
	}

	@Override
	public void publish(LogRecord record) {
		this.told.incrementAndGet();
		throw new InternalError("not even the log works");
	}

	@Override
	public void flush() {
	}

	@Override
	public void close() {
		this.logger.removeHandler(this);
	}

}

package io.leakguard.autoconfigure.probe.harvest;

import java.util.function.BiConsumer;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;

/**
 * Listens to one logger of Logback.
 */
final class LogbackHarvest extends UnsynchronizedAppenderBase<ILoggingEvent> implements AutoCloseable {

	private final Logger logger;

	private final BiConsumer<@Nullable String, @Nullable Throwable> consumer;

	LogbackHarvest(ILoggerFactory factory, String logger, BiConsumer<@Nullable String, @Nullable Throwable> consumer) {
		this.logger = ((LoggerContext) factory).getLogger(logger);
		this.consumer = consumer;
		setContext((LoggerContext) factory);
		listen();
	}

	void listen() {
		if (!isStarted()) {
			start();
		}
		if (!this.logger.isAttached(this)) {
			this.logger.addAppender(this);
		}
	}

	@Override
	protected void append(ILoggingEvent event) {
		try {
			this.consumer.accept(event.getFormattedMessage(), thrownBy(event));
		}
		catch (RuntimeException ex) {
			// a report that is not understood must not disturb the library
		}
	}

	private static @Nullable Throwable thrownBy(ILoggingEvent event) {
		IThrowableProxy proxy = event.getThrowableProxy();
		return (proxy instanceof ThrowableProxy thrown) ? thrown.getThrowable() : null;
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
		stop();
	}

}

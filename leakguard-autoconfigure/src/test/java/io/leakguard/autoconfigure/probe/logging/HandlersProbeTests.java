package io.leakguard.autoconfigure.probe.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandlersProbe}.
 */
class HandlersProbeTests {

	private static final String APPENDERS = "logback.appenders";

	private static final String HANDLERS = "jul.handlers";

	private final Logger logger = (Logger) LoggerFactory.getLogger("handlers-test");

	private final java.util.logging.Logger julLogger = java.util.logging.Logger.getLogger("handlers-test");

	private final List<Handler> added = new ArrayList<>();

	@AfterEach
	void detach() {
		this.logger.detachAndStopAllAppenders();
		this.added.forEach(this.julLogger::removeHandler);
	}

	@Test
	void appendersThatAreNotDetachedAreCountedByTheirClass() {
		Counts counts = Counts.of(new HandlersProbe(APPENDERS, new LogbackAppenders()));
		for (int i = 0; i < 60; i++) {
			this.logger.addAppender(new Tail());
			counts.scan();
		}
		assertThat(counts.population(APPENDERS).kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
		assertThat(counts.count(APPENDERS, Tail.class.getName())).isEqualTo(57);
		assertThat(counts.saysOldestNeverLeave(APPENDERS, Tail.class.getName())).isTrue();
	}

	@Test
	void appendersThatAreDetachedAreNot() {
		Counts counts = Counts.of(new HandlersProbe(APPENDERS, new LogbackAppenders()));
		for (int i = 0; i < 60; i++) {
			Appender<ILoggingEvent> tail = new Tail();
			this.logger.addAppender(tail);
			counts.scan();
			this.logger.detachAppender(tail);
		}
		assertThat(counts.count(APPENDERS, Tail.class.getName())).isLessThanOrEqualTo(1);
		assertThat(counts.saysOldestNeverLeave(APPENDERS, Tail.class.getName())).isFalse();
	}

	@Test
	void handlersOfTheJdkThatAreNotRemovedAreCountedByTheirClass() {
		Counts counts = Counts.of(new HandlersProbe(HANDLERS, new JulHandlers()));
		for (int i = 0; i < 60; i++) {
			this.added.add(new Sink());
			this.julLogger.addHandler(this.added.get(i));
			counts.scan();
		}
		assertThat(counts.count(HANDLERS, Sink.class.getName())).isEqualTo(57);
		assertThat(counts.saysOldestNeverLeave(HANDLERS, Sink.class.getName())).isTrue();
	}

	@Test
	void handlersOfTheJdkThatAreRemovedAreNot() {
		Counts counts = Counts.of(new HandlersProbe(HANDLERS, new JulHandlers()));
		for (int i = 0; i < 60; i++) {
			Sink sink = new Sink();
			this.julLogger.addHandler(sink);
			counts.scan();
			this.julLogger.removeHandler(sink);
		}
		assertThat(counts.saysOldestNeverLeave(HANDLERS, Sink.class.getName())).isFalse();
	}

	static class Tail extends AppenderBase<ILoggingEvent> {

		@Override
		protected void append(ILoggingEvent event) {
		}

	}

	static class Sink extends Handler {

		@Override
		public void publish(LogRecord entry) {
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	}

}

package io.leakguard.autoconfigure.probe.harvest;

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Listens to one logger of SLF4J, where that goes to Logback or to
 * {@code java.util.logging}. What is heard goes on to everybody else as before.
 */
public final class LogHarvest implements AutoCloseable {

	private final @Nullable LogbackHarvest logback;

	private final @Nullable JulHarvest jul;

	/**
	 * Listen.
	 * @param logger the name of the logger
	 * @param consumer takes the formatted message and what was thrown, in the thread that
	 * logs
	 */
	public LogHarvest(String logger, BiConsumer<@Nullable String, @Nullable Throwable> consumer) {
		this(LoggerFactory.getILoggerFactory(), logger, consumer);
	}

	LogHarvest(ILoggerFactory factory, String logger, BiConsumer<@Nullable String, @Nullable Throwable> consumer) {
		String name = factory.getClass().getName();
		this.logback = name.equals("ch.qos.logback.classic.LoggerContext")
				? new LogbackHarvest(factory, logger, consumer) : null;
		// the adapter puts the parameters into the message
		this.jul = name.equals("org.slf4j.jul.JDK14LoggerFactory")
				? new JulHarvest(logger, (record) -> consumer.accept(record.getMessage(), record.getThrown())) : null;
	}

	/**
	 * Make sure of being listed with the logger; Logback forgets everybody when it is
	 * configured anew.
	 * @return whether anything can be heard
	 */
	public boolean listen() {
		if (this.logback != null) {
			this.logback.listen();
			return true;
		}
		return this.jul != null;
	}

	@Override
	public void close() {
		if (this.logback != null) {
			this.logback.close();
		}
		if (this.jul != null) {
			this.jul.close();
		}
	}

}

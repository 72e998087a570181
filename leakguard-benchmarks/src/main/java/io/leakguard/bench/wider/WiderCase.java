package io.leakguard.bench.wider;

import java.util.Set;

import io.leakguard.bench.LeakCase;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * A case of the wider set: a leak, its mended twin (a nested subclass called
 * {@code Mended}), or a healthy behaviour. Found through {@link java.util.ServiceLoader},
 * apart from the development half.
 */
public abstract class WiderCase implements LeakCase {

	private final String id;

	private final Expectation expectation;

	/** A healthy behaviour. */
	WiderCase(String id) {
		this.id = id;
		this.expectation = Expectation.healthy();
	}

	/** A leak, or its twin. */
	WiderCase(String id, Set<String> kinds, String... culprit) {
		this.id = isMended() ? id + "-mended" : id;
		this.expectation = isMended() ? Expectation.healthy() : new Expectation(kinds, Set.of(culprit));
	}

	@Override
	public final String id() {
		return this.id;
	}

	final boolean isMended() {
		return getClass().getSimpleName().equals("Mended");
	}

	/** The port of the application itself. */
	static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@Override
	public final Expectation expectation() {
		return this.expectation;
	}

}

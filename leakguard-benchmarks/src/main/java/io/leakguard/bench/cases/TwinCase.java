package io.leakguard.bench.cases;

import java.util.Set;

import io.leakguard.bench.LeakCase;

/**
 * A leak and, with the same code and the fix, its mended twin.
 */
abstract class TwinCase implements LeakCase {

	private final String id;

	private final boolean mended;

	private final Expectation expectation;

	TwinCase(String id, boolean mended, Set<String> kinds, String... culprit) {
		this.id = id;
		this.mended = mended;
		this.expectation = mended ? Expectation.healthy() : new Expectation(kinds, Set.of(culprit));
	}

	@Override
	public final String id() {
		return this.mended ? this.id + "-mended" : this.id;
	}

	final boolean isMended() {
		return this.mended;
	}

	@Override
	public final Expectation expectation() {
		return this.expectation;
	}

}

package io.leakguard.population;

/** A probe has answered something that cannot be. */
final class NonsenseException extends IllegalStateException {

	NonsenseException(String what, long count) {
		super("'" + what + "' was counted as " + count + ", which cannot be");
	}

	static void unlessPossible(String what, long count) {
		if (count < 0) {
			throw new NonsenseException(what, count);
		}
	}

}

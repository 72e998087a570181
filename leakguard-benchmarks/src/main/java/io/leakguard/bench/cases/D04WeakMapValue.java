package io.leakguard.bench.cases;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * D04: a weak map whose values refer to their keys.
 */
public class D04WeakMapValue extends TwinCase {

	static final Map<Session, Parser> PARSERS = Collections.synchronizedMap(new WeakHashMap<>());

	/** The leak. */
	public D04WeakMapValue() {
		this(false);
	}

	D04WeakMapValue(boolean mended) {
		super("D04", mended, Set.of("WEAK_KEY_HELD_BY_VALUE"), "PARSERS", "Parser");
	}

	@Override
	public void step(long index) {
		Session session = new Session();
		PARSERS.computeIfAbsent(session, (key) -> new Parser(isMended() ? null : key));
	}

	static class Session {

		final byte[] state = new byte[256];

	}

	static class Parser {

		final @org.jspecify.annotations.Nullable Session session;

		Parser(@org.jspecify.annotations.Nullable Session session) {
			this.session = session;
		}

	}

	/** The same with the fix. */
	public static final class Mended extends D04WeakMapValue {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}

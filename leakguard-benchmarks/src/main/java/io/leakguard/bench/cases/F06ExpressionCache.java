package io.leakguard.bench.cases;

import com.googlecode.aviator.AviatorEvaluator;
import java.util.Map;
import java.util.Set;

/**
 * F06: an expression engine that caches ever-new expressions.
 */
public class F06ExpressionCache extends TwinCase {

	/** The leak. */
	public F06ExpressionCache() {
		this(false);
	}

	F06ExpressionCache(boolean mended) {
		super("F06", mended, Set.of("CLASSES_GROW"), "viator", "Script_");
	}

	@Override
	public void step(long index) {
		Map<String, Object> environment = Map.of("a", 1L, "b", index);
		if (isMended()) {
			AviatorEvaluator.compile("a + b", true).execute(environment);
		}
		else {
			AviatorEvaluator.compile("a + " + index, true).execute(environment);
		}
	}

	/** The same with the fix. */
	public static final class Mended extends F06ExpressionCache {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}

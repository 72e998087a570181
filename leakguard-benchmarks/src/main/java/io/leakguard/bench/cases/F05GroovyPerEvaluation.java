package io.leakguard.bench.cases;

import groovy.lang.GroovyShell;
import groovy.lang.Script;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * F05: a Groovy script compiled per evaluation.
 */
public class F05GroovyPerEvaluation extends TwinCase {

	private final GroovyShell shell = new GroovyShell();

	private @Nullable Script compiled;

	/** The leak. */
	public F05GroovyPerEvaluation() {
		this(false);
	}

	F05GroovyPerEvaluation(boolean mended) {
		super("F05", mended, Set.of("CLASSES_GROW"), "Groovy", "Script", "groovy");
	}

	@Override
	public int stepsPerScan() {
		return 3;
	}

	@Override
	public void step(long index) {
		if (!isMended()) {
			this.shell.evaluate("def x = " + index + "; x + 1");
			return;
		}
		if (this.compiled == null) {
			this.compiled = this.shell.parse("x + 1");
		}
		this.compiled.setProperty("x", index);
		this.compiled.run();
	}

	/** The same with the fix. */
	public static final class Mended extends F05GroovyPerEvaluation {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}

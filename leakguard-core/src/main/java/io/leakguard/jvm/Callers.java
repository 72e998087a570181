package io.leakguard.jvm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.population.ApplicationFrames;

/**
 * The lines of the application that call the constructors of a class. Asks nobody. Not
 * thread-safe.
 */
final class Callers {

	/** Stacks that are read: what a thousand a second make in ten seconds. */
	private static final int ENOUGH = 10_000;

	private final ClassHierarchy hierarchy;

	private final ApplicationFrames frames;

	private final Map<String, Integer> lines = new HashMap<>();

	private int read;

	Callers(ClassHierarchy hierarchy, ApplicationFrames frames) {
		this.hierarchy = hierarchy;
		this.frames = frames;
	}

	/**
	 * Take the stack of a call of a constructor. A constructor that another one of the
	 * class or of a class derived from it calls makes no object of the class.
	 * @param type the class that declares the method
	 * @param callers the frames, the caller first
	 * @return whether more are needed
	 */
	boolean read(String type, List<StackTraceElement> callers) {
		if (type.equals(this.hierarchy.types().get(0)) && !callers.isEmpty() && !isOfTheChain(callers.get(0))) {
			StackTraceElement first = this.frames.first(callers);
			boolean known = first != null && this.frames.isApplication(first.getClassName());
			this.lines.merge(known ? ApplicationFrames.siteOf(first) : "", 1, Integer::sum);
			this.read++;
		}
		return this.read < ENOUGH;
	}

	/** The outermost of the constructors has a call of its own. */
	private boolean isOfTheChain(StackTraceElement caller) {
		return caller.getMethodName().equals("<init>") && (caller.getClassName().equals(this.hierarchy.types().get(0))
				|| this.hierarchy.subclasses().contains(caller.getClassName()));
	}

	Map<String, Integer> lines() {
		return Map.copyOf(this.lines);
	}

}

package io.leakguard.evidence;

import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the stacks of virtual threads, where the JVM can tell them. May be asked by one
 * thread at a time.
 */
@FunctionalInterface
public interface VirtualStacks {

	/** This JVM cannot tell. */
	VirtualStacks NONE = (consumer) -> {
	};

	/**
	 * Read the stack of each virtual thread.
	 * @param consumer takes the frames of one thread, the innermost first; must not keep
	 * them
	 * @throws Exception if they could not be read
	 */
	void forEach(Consumer<List<StackTraceElement>> consumer) throws Exception;

}

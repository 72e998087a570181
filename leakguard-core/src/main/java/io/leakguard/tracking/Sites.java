package io.leakguard.tracking;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds the first application frame of the calling thread, at about 2 µs. Class, method,
 * file and line only. Thread-safe.
 */
final class Sites {

	private static final StackWalker WALKER = StackWalker.getInstance();

	private static final String OWN = "io.leakguard.";

	/** Our own packages; others below the same root, such as the sample, are not ours. */
	private static final List<String> OWN_PACKAGES = List.of("population.", "tracking.", "history.", "detection.",
			"finding.", "evidence.", "jvm.", "holding.", "scan.", "autoconfigure.", "actuate.");

	private static final List<String> LIBRARIES = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "jakarta.",
			"kotlin.", "kotlinx.", "scala.", "groovy.", "org.springframework.", "org.apache.", "org.hibernate.",
			"org.eclipse.", "io.netty.", "io.undertow.", "io.micrometer.", "io.opentelemetry.", "reactor.",
			"io.reactivex.", "com.zaxxer.hikari.", "com.fasterxml.", "tools.jackson.", "com.google.common.",
			"net.bytebuddy.", "org.aspectj.", "org.slf4j.", "ch.qos.logback.", "org.junit.", "org.mockito.");

	private final Predicate<String> application;

	private final int maxFrames;

	Sites(Predicate<String> application, int maxFrames) {
		this.application = application;
		this.maxFrames = maxFrames;
	}

	/**
	 * Return whether a class belongs to the application rather than to us, the platform
	 * or a well-known library.
	 * @param className the name
	 * @return whether it does
	 */
	static boolean isApplication(String className) {
		if (isOwn(className) || isGenerated(className)) {
			return false;
		}
		for (String library : LIBRARIES) {
			if (className.startsWith(library)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isOwn(String className) {
		if (className.startsWith(OWN)) {
			for (String own : OWN_PACKAGES) {
				if (className.startsWith(own, OWN.length())) {
					return true;
				}
			}
			return className.indexOf('.', OWN.length()) < 0;
		}
		return false;
	}

	private static boolean isGenerated(String className) {
		return className.contains("$$") || className.contains("$Proxy");
	}

	/**
	 * Return the first application frame of the calling thread.
	 * @return the site, or {@code null} if nothing but libraries called
	 */
	@Nullable String here() {
		return WALKER.walk(this::first);
	}

	private @Nullable String first(Stream<StackFrame> frames) {
		return frames.filter((frame) -> this.application.test(frame.getClassName()))
			.findFirst()
			.map(Sites::describe)
			.orElse(null);
	}

	/**
	 * Return the stack of the calling thread without our own frames.
	 * @return the frames, the innermost first, at most as many as allowed
	 */
	List<String> stack() {
		return WALKER.walk((frames) -> {
			List<String> stack = new ArrayList<>();
			frames.dropWhile((frame) -> isOwn(frame.getClassName()) && !this.application.test(frame.getClassName()))
				.limit(this.maxFrames)
				.forEach((frame) -> stack.add(describe(frame)));
			return stack;
		});
	}

	/**
	 * Return the stack of another thread: class and method only.
	 * @param thread the thread
	 * @return the frames, the innermost first
	 */
	List<String> stackOf(Thread thread) {
		List<String> stack = new ArrayList<>();
		for (StackTraceElement frame : thread.getStackTrace()) {
			if (stack.size() == this.maxFrames) {
				break;
			}
			stack.add(frame.getClassName() + "." + frame.getMethodName());
		}
		return stack;
	}

	/**
	 * Return the first frame of a stack that belongs to the application.
	 * @param stack the frames
	 * @return the frame, or the innermost one, or {@code null} if there is none
	 */
	@Nullable String firstOf(List<String> stack) {
		for (String frame : stack) {
			int method = frame.lastIndexOf('.', (frame.indexOf('(') >= 0) ? frame.indexOf('(') : frame.length());
			if (method > 0 && this.application.test(frame.substring(0, method))) {
				return frame;
			}
		}
		return stack.isEmpty() ? null : stack.get(0);
	}

	private static String describe(StackFrame frame) {
		String place = frame.getClassName() + "." + frame.getMethodName();
		String file = frame.getFileName();
		return (file != null) ? place + "(" + file + ":" + frame.getLineNumber() + ")" : place;
	}

}

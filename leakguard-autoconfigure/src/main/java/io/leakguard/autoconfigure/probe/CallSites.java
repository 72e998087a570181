package io.leakguard.autoconfigure.probe;

import java.lang.StackWalker.StackFrame;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds the frame of the application in a stack: the innermost one that belongs neither
 * to the JDK nor to a well-known library nor to us.
 */
public final class CallSites {

	private static final StackWalker WALKER = StackWalker.getInstance();

	private static final String OWN = "io.leakguard.autoconfigure.";

	private static final List<String> LIBRARIES = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "jakarta.",
			"kotlin.", "kotlinx.", "scala.", "groovy.", "org.springframework.", "org.apache.", "org.hibernate.",
			"org.jooq.", "org.mybatis.", "org.flywaydb.", "org.h2.", "org.postgresql.", "com.mysql.", "org.mariadb.",
			"com.zaxxer.", "org.eclipse.", "io.netty.", "io.undertow.", "io.micrometer.", "io.opentelemetry.",
			"reactor.", "io.reactivex.", "io.grpc.", "io.lettuce.", "com.mongodb.", "com.fasterxml.", "tools.jackson.",
			"com.google.", "com.github.benmanes.", "net.bytebuddy.", "net.ttddyy.", "org.aspectj.", "org.slf4j.",
			"ch.qos.logback.", "org.junit.", "org.mockito.", "io.leakguard.tracking.", "io.leakguard.scan.");

	private CallSites() {
	}

	/**
	 * Return the site that the calling thread is at. Costs a few microseconds.
	 * @return such as {@code com.acme.Dao.exists(Dao.java:42)}, or {@code null} if only
	 * libraries called
	 */
	public static @Nullable String here() {
		return WALKER.walk(CallSites::first);
	}

	/**
	 * Return the site in a stack.
	 * @param stack the frames, the innermost first
	 * @return the site or {@code null}
	 */
	public static @Nullable String of(StackTraceElement[] stack) {
		return Arrays.stream(stack)
			.filter((frame) -> isApplication(frame.getClassName()))
			.findFirst()
			.map((frame) -> describe(frame.getClassName(), frame.getMethodName(), frame.getFileName(),
					frame.getLineNumber()))
			.orElse(null);
	}

	/**
	 * Return whether a thread is still within the method of a site.
	 * @param thread the thread
	 * @param site the site, as returned by this class
	 * @return whether the method is on its stack
	 */
	public static boolean isWithin(Thread thread, String site) {
		String method = methodOf(site);
		return Arrays.stream(thread.getStackTrace())
			.anyMatch((frame) -> method.equals(frame.getClassName() + "." + frame.getMethodName()));
	}

	/**
	 * Return whether a class belongs to the application, as far as its name tells.
	 * @param className the name
	 * @return whether it does
	 */
	public static boolean isApplication(String className) {
		if (className.startsWith(OWN)) {
			// our own tests stand for applications
			return className.contains("Tests");
		}
		if (className.contains("$$SpringCGLIB") || className.contains("$Proxy") || className.contains("$$FastClass")) {
			return false;
		}
		for (String library : LIBRARIES) {
			if (className.startsWith(library)) {
				return false;
			}
		}
		return true;
	}

	private static @Nullable String first(Stream<StackFrame> frames) {
		return frames.filter((frame) -> isApplication(frame.getClassName()))
			.findFirst()
			.map((frame) -> describe(frame.getClassName(), frame.getMethodName(), frame.getFileName(),
					frame.getLineNumber()))
			.orElse(null);
	}

	private static String describe(String className, String method, @Nullable String file, int line) {
		String place = className + "." + method;
		return (file != null) ? place + "(" + file + ":" + line + ")" : place;
	}

	private static String methodOf(String site) {
		int bracket = site.indexOf('(');
		return (bracket > 0) ? site.substring(0, bracket) : site;
	}

}

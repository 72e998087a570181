package io.leakguard.evidence;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** Finds the frame of a stack that the reader can change. */
final class ApplicationSite {

	private static final List<String> FOREIGN = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "jakarta.",
			"org.springframework.", "org.apache.", "org.hibernate.", "com.zaxxer.", "reactor.", "io.netty.",
			"io.micrometer.", "tools.jackson.", "com.fasterxml.", "com.google.", "kotlin.", "scala.", "groovy.",
			"org.slf4j.", "ch.qos.", "org.junit.", "org.h2.");

	private ApplicationSite() {
	}

	/** Return the first application frame, or else the first that is not of the JDK. */
	static @Nullable String of(List<String> stack) {
		for (String frame : stack) {
			if (FOREIGN.stream().noneMatch(frame::startsWith)) {
				return frame;
			}
		}
		for (String frame : stack) {
			if (!frame.startsWith("java.") && !frame.startsWith("jdk.") && !frame.startsWith("sun.")) {
				return frame;
			}
		}
		return null;
	}

	static boolean isApplicationType(String type) {
		return FOREIGN.stream().noneMatch(type::startsWith) && type.indexOf('.') > 0;
	}

}

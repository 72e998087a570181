package io.leakguard.holding;

import java.time.Duration;
import java.util.Set;

import io.leakguard.population.ApplicationFrames;

/**
 * How far, how often and how long the walk may go.
 *
 * @param maxDepth how many fields away from a root a collection may be; six reaches the
 * registry inside a library's client inside a service
 * @param maxVisits how many objects one pass may look at; what lies beyond is not seen
 * @param budget how long one scan may walk; a pass that takes longer goes on in the next
 * scan. The first pass may take five times that, because no class is known yet
 * @param passEvery how many scans lie between the beginnings of two passes; in between
 * only the sizes of known collections are read
 * @param maxCollections how many collections are known at a time
 * @param maxPopulations how many of them may become populations
 * @param minimumSize the size below which a collection is no population
 * @param excluded beginnings of class names that are not looked into, beside those that
 * never are
 * @param applicationPackages beginnings of class names that are the application's own,
 * beside every class outside the JDK and the well-known libraries
 * @param statics whether static fields of classes without instances are looked for
 * @param probeKeys whether maps may be asked for keys that are inside them, to find keys
 * that were changed; this calls {@code hashCode} and {@code equals} of the application
 */
public record HoldingSettings(int maxDepth, int maxVisits, Duration budget, int passEvery, int maxCollections,
		int maxPopulations, int minimumSize, Set<String> excluded, Set<String> applicationPackages, boolean statics,
		boolean probeKeys) {

	/** What other probes count, and what would lead into the container itself. */
	private static final Set<String> EXCLUDED = Set.of("org.springframework.beans.", "org.springframework.context.",
			"org.springframework.core.", "org.springframework.aop.", "org.springframework.cglib.",
			"org.springframework.objenesis.", "org.springframework.expression.", "org.springframework.asm.",
			"org.springframework.util.ConcurrentReferenceHashMap", "org.springframework.scheduling.annotation.",
			"org.springframework.cache.", "org.springframework.boot.", "org.springframework.data.repository.",
			"org.apache.catalina.", "org.apache.tomcat.", "org.apache.coyote.", "org.apache.commons.logging.",
			"org.apache.logging.", "org.eclipse.jetty.", "ch.qos.logback.", "org.slf4j.", "io.micrometer.",
			"io.prometheus.", "com.zaxxer.hikari.", "org.quartz.simpl.RAMJobStore", "org.hibernate.", "net.bytebuddy.",
			"org.mockito.", "org.junit.", "org.aspectj.", "com.fasterxml.jackson.", "tools.jackson.", "io.netty.",
			"kotlin.", "scala.");

	/** LeakGuard's own packages, which are never looked into. */
	private static final Set<String> OWN = Set.of("io.leakguard.population.", "io.leakguard.tracking.",
			"io.leakguard.history.", "io.leakguard.detection.", "io.leakguard.finding.", "io.leakguard.evidence.",
			"io.leakguard.jvm.", "io.leakguard.scan.", "io.leakguard.LeakGuard", "io.leakguard.autoconfigure.");

	public HoldingSettings {
		excluded = Set.copyOf(excluded);
		applicationPackages = Set.copyOf(applicationPackages);
	}

	/**
	 * Return the default settings.
	 * @return the settings
	 */
	public static HoldingSettings defaults() {
		return new HoldingSettings(6, 50_000, Duration.ofMillis(2), 4, 5_000, 300, 8, Set.of(), Set.of(), true, false);
	}

	/**
	 * Return these settings with other application packages.
	 * @param packages beginnings of class names
	 * @return the new settings
	 */
	public HoldingSettings withApplicationPackages(Set<String> packages) {
		return new HoldingSettings(this.maxDepth, this.maxVisits, this.budget, this.passEvery, this.maxCollections,
				this.maxPopulations, this.minimumSize, this.excluded, packages, this.statics, this.probeKeys);
	}

	/**
	 * Return these settings with other exclusions.
	 * @param excluded beginnings of class names
	 * @return the new settings
	 */
	public HoldingSettings withExcluded(Set<String> excluded) {
		return new HoldingSettings(this.maxDepth, this.maxVisits, this.budget, this.passEvery, this.maxCollections,
				this.maxPopulations, this.minimumSize, excluded, this.applicationPackages, this.statics,
				this.probeKeys);
	}

	/**
	 * Return these settings with the probing of keys switched on or off.
	 * @param probeKeys whether {@code hashCode} and {@code equals} of keys may be called
	 * @return the new settings
	 */
	public HoldingSettings withProbeKeys(boolean probeKeys) {
		return new HoldingSettings(this.maxDepth, this.maxVisits, this.budget, this.passEvery, this.maxCollections,
				this.maxPopulations, this.minimumSize, this.excluded, this.applicationPackages, this.statics,
				probeKeys);
	}

	/**
	 * Return whether a class is the application's own.
	 * @param className the name of the class
	 * @return whether it belongs to neither the JDK nor a known library
	 */
	public boolean isApplication(String className) {
		return !isJdk(className) && !isExcluded(className) && !isLibrary(className);
	}

	static boolean isJdk(String className) {
		return className.startsWith("java.") || className.startsWith("jdk.") || className.startsWith("sun.")
				|| className.startsWith("com.sun.");
	}

	boolean isLibrary(String className) {
		return (ApplicationFrames.isLibrary(className) || className.startsWith("javax."))
				&& !startsWithAny(className, this.applicationPackages);
	}

	boolean isExcluded(String className) {
		if (startsWithAny(className, this.excluded)) {
			return true;
		}
		return !startsWithAny(className, this.applicationPackages)
				&& (startsWithAny(className, OWN) || startsWithAny(className, EXCLUDED));
	}

	/**
	 * Return whether a class is one of the framework's that is not looked into for
	 * itself, though it may hold an object of the application.
	 * @param className the name of the class
	 * @return whether it is excluded by nobody but us
	 */
	boolean isHost(String className) {
		return startsWithAny(className, EXCLUDED) && !startsWithAny(className, this.excluded)
				&& !startsWithAny(className, this.applicationPackages);
	}

	private static boolean startsWithAny(String className, Set<String> prefixes) {
		for (String prefix : prefixes) {
			if (className.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

}

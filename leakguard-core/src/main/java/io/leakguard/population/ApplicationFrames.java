package io.leakguard.population;

import java.lang.StackWalker.StackFrame;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Knows which frames of a stack are the application's own: not those of the JDK, of
 * frameworks, of well-known libraries, of generated proxies or of LeakGuard. If the
 * packages of the application are known, they go before the guess. The only place where
 * libraries are listed. Immutable and thread-safe; a question about a class costs well
 * under a microsecond, {@link #here()} some microseconds.
 */
public final class ApplicationFrames {

	private static final StackWalker WALKER = StackWalker.getInstance();

	private static final String[] PLATFORM = { "java.", "javax.", "jdk.", "sun.", "com.sun." };

	/**
	 * Sorted, and none begins with another, so that one look finds the only candidate.
	 */
	private static final String[] LIBRARIES = sorted("jakarta.", "org.springframework.", "org.apache.", "io.netty.",
			"io.grpc.", "reactor.", "io.projectreactor.", "org.reactivestreams.", "io.reactivex.", "rx.", "io.rsocket.",
			"io.lettuce.", "redis.clients.", "org.redisson.", "com.mongodb.", "org.mongodb.", "com.zaxxer.",
			"com.mchange.", "com.alibaba.druid.", "net.ttddyy.", "org.hibernate.", "org.jooq.", "org.mybatis.",
			"org.flywaydb.", "liquibase.", "org.postgresql.", "com.mysql.", "org.mariadb.", "oracle.", "com.microsoft.",
			"org.h2.", "org.hsqldb.", "io.r2dbc.", "com.datastax.", "org.neo4j.", "org.elasticsearch.", "co.elastic.",
			"org.opensearch.", "com.couchbase.", "com.hazelcast.", "org.infinispan.", "org.ehcache.", "net.sf.ehcache.",
			"com.github.benmanes.", "com.google.", "com.fasterxml.", "tools.jackson.", "io.micrometer.",
			"io.prometheus.", "io.opentelemetry.", "io.opencensus.", "io.opentracing.", "okhttp3.", "okio.",
			"retrofit2.", "feign.", "kotlin.", "kotlinx.", "io.ktor.", "scala.", "akka.", "groovy.", "org.codehaus.",
			"clojure.", "org.quartz.", "org.eclipse.", "io.undertow.", "org.xnio.", "org.jboss.", "org.wildfly.",
			"org.glassfish.", "org.slf4j.", "ch.qos.logback.", "com.rabbitmq.", "io.nats.", "org.zeromq.", "io.vertx.",
			"io.smallrye.", "io.quarkus.", "io.micronaut.", "io.helidon.", "software.amazon.", "com.amazonaws.",
			"com.azure.", "org.aspectj.", "net.bytebuddy.", "javassist.", "org.objectweb.", "com.netflix.",
			"io.github.resilience4j.", "io.github.bucket4j.", "org.yaml.", "org.thymeleaf.", "freemarker.",
			"org.springdoc.", "org.asynchttpclient.", "org.jctools.", "org.bouncycastle.", "com.nimbusds.",
			"io.jsonwebtoken.", "io.sentry.", "com.newrelic.", "datadog.", "io.kubernetes.", "io.fabric8.",
			"org.mockito.", "org.junit.", "org.assertj.", "org.awaitility.", "org.openjdk.");

	private static final Set<String> OWN = Set.of("io.leakguard", "io.leakguard.population", "io.leakguard.tracking",
			"io.leakguard.history", "io.leakguard.detection", "io.leakguard.finding", "io.leakguard.evidence",
			"io.leakguard.process", "io.leakguard.jvm", "io.leakguard.holding", "io.leakguard.scan",
			"io.leakguard.test");

	private static final String OWN_SPRING = "io.leakguard.autoconfigure";

	private static final List<String> GENERATED = List.of("$$Lambda", "$$SpringCGLIB", "$$EnhancerBy", "$$FastClass",
			"$Proxy", "$HibernateProxy", "$ByteBuddy", "$MockitoMock");

	private final String[] applicationPackages;

	/**
	 * Create for an application whose packages are not known.
	 */
	public ApplicationFrames() {
		this(List.of());
	}

	/**
	 * Create for an application whose base packages are known.
	 * @param applicationPackages the packages, without a dot at the end
	 */
	public ApplicationFrames(Collection<String> applicationPackages) {
		this.applicationPackages = applicationPackages.stream().map((name) -> name + ".").toArray(String[]::new);
	}

	private static String[] sorted(String... names) {
		Arrays.sort(names);
		return names;
	}

	/**
	 * Return whether a class is of the application, as far as its name tells.
	 * @param className the class name
	 * @return whether it is neither the JDK's, a library's, generated nor LeakGuard's own
	 */
	public boolean isApplication(String className) {
		if (isGenerated(className)) {
			return false;
		}
		return startsWithAny(className, this.applicationPackages)
				|| (!isPlatform(className) && !isLibrary(className) && !isOwn(className));
	}

	/**
	 * Return whether objects of a class are the application's. A lambda is generated, but
	 * by its owner's code; an array is nobody's.
	 * @param typeName the class name, or {@code null} if none is known
	 * @return whether they are
	 */
	public boolean isApplicationType(@Nullable String typeName) {
		if (typeName == null || typeName.endsWith("[]")) {
			return false;
		}
		int lambda = typeName.indexOf("$$Lambda");
		return isApplication((lambda > 0) ? typeName.substring(0, lambda) : typeName);
	}

	/**
	 * Return whether a class is the JDK's.
	 * @param className the class name
	 * @return whether it is
	 */
	public static boolean isPlatform(String className) {
		return startsWithAny(className, PLATFORM);
	}

	/**
	 * Return whether a class is of a framework or a well-known library.
	 * @param className the class name
	 * @return whether it is; the JDK is no library
	 */
	public static boolean isLibrary(String className) {
		int index = Arrays.binarySearch(LIBRARIES, className);
		int candidate = (index >= 0) ? index : -index - 2;
		return candidate >= 0 && className.startsWith(LIBRARIES[candidate]);
	}

	/**
	 * Return whether a class is LeakGuard's own; its tests are not, because they stand
	 * for applications.
	 * @param className the class name
	 * @return whether it is
	 */
	public static boolean isOwn(String className) {
		if (!className.startsWith("io.leakguard")) {
			return false;
		}
		int dot = className.lastIndexOf('.');
		String packageName = className.substring(0, dot);
		int dollar = className.indexOf('$', dot);
		String topLevel = (dollar > 0) ? className.substring(0, dollar) : className;
		return (OWN.contains(packageName) || packageName.startsWith(OWN_SPRING)) && !topLevel.endsWith("Tests");
	}

	/**
	 * Return the frame that stands for the application: the innermost one of its known
	 * packages, else the innermost that looks like one, else the innermost that is
	 * neither the JDK's nor LeakGuard's own.
	 * @param stack the frames, the innermost first
	 * @return the frame or {@code null} if all are the JDK's
	 */
	public @Nullable StackTraceElement first(List<StackTraceElement> stack) {
		int index = indexOfFirst(stack);
		return (index >= 0) ? stack.get(index) : null;
	}

	/**
	 * Return the index of the frame that stands for the application.
	 * @param stack the frames, the innermost first
	 * @return the index or -1
	 * @see #first
	 */
	public int indexOfFirst(List<StackTraceElement> stack) {
		int guess = -1;
		int fallback = -1;
		for (int i = 0; i < stack.size(); i++) {
			String name = stack.get(i).getClassName();
			if (startsWithAny(name, this.applicationPackages) && !isGenerated(name)) {
				return i;
			}
			if (guess < 0 && isApplication(name)) {
				guess = i;
			}
			if (fallback < 0 && !isPlatform(name) && !isOwn(name) && !isGenerated(name)) {
				fallback = i;
			}
		}
		return (guess >= 0) ? guess : fallback;
	}

	/**
	 * Return the frame that stands for the application in a stack of texts.
	 * @param stack the frames as {@link #siteOf} writes them, the innermost first
	 * @return the frame or {@code null} if all are the JDK's
	 * @see #first
	 */
	public @Nullable String firstOf(List<String> stack) {
		int index = indexOfFirst(
				stack.stream().map((frame) -> new StackTraceElement(classOf(frame), "", null, -1)).toList());
		return (index >= 0) ? stack.get(index) : null;
	}

	/**
	 * Return the site in a stack; unlike {@link #first} a library never stands for the
	 * application.
	 * @param stack the frames, the innermost first
	 * @return the site, or {@code null} if only libraries called
	 */
	public @Nullable String siteIn(StackTraceElement[] stack) {
		for (StackTraceElement frame : stack) {
			if (isApplication(frame.getClassName())) {
				return siteOf(frame);
			}
		}
		return null;
	}

	/**
	 * Return the site that the calling thread is at.
	 * @return such as {@code com.acme.Dao.exists(Dao.java:42)}, or {@code null} if only
	 * libraries called
	 */
	public @Nullable String here() {
		return here(this::isApplication);
	}

	/**
	 * Return the site that the calling thread is at.
	 * @param application tells the class names of the application from others
	 * @return the site, or {@code null} if none of the callers is of the application
	 */
	public static @Nullable String here(Predicate<String> application) {
		return WALKER.walk((frames) -> frames.filter((frame) -> application.test(frame.getClassName()))
			.findFirst()
			.map(ApplicationFrames::siteOf)
			.orElse(null));
	}

	/**
	 * Return whether a thread is still within the method of a site.
	 * @param thread the thread
	 * @param site the site, as returned by this class
	 * @return whether the method is on its stack
	 */
	public static boolean isWithin(Thread thread, String site) {
		int bracket = site.indexOf('(');
		String method = (bracket > 0) ? site.substring(0, bracket) : site;
		return Arrays.stream(thread.getStackTrace())
			.anyMatch((frame) -> method.equals(frame.getClassName() + "." + frame.getMethodName()));
	}

	/**
	 * Return a frame as it stands in a report, without module and class loader.
	 * @param frame the frame
	 * @return such as {@code com.acme.OrderService.onRequest(OrderService.java:42)}
	 */
	public static String siteOf(StackTraceElement frame) {
		return siteOf(frame.getClassName(), frame.getMethodName(), frame.getFileName(), frame.getLineNumber());
	}

	/**
	 * Return a frame as it stands in a report.
	 * @param frame the frame
	 * @return such as {@code com.acme.OrderService.onRequest(OrderService.java:42)}
	 */
	public static String siteOf(StackFrame frame) {
		return siteOf(frame.getClassName(), frame.getMethodName(), frame.getFileName(), frame.getLineNumber());
	}

	private static String siteOf(String className, String method, @Nullable String file, int line) {
		StackTraceElement frame = new StackTraceElement(className, method, file, line);
		return (file != null || frame.isNativeMethod()) ? frame.toString() : className + "." + method;
	}

	/** The class in a frame such as {@code com.acme.Dao.exists(Dao.java:42)}. */
	private static String classOf(String frame) {
		int bracket = frame.indexOf('(');
		int method = frame.lastIndexOf('.', (bracket >= 0) ? bracket : frame.length());
		return (method > 0) ? frame.substring(0, method) : frame;
	}

	private static boolean isGenerated(String className) {
		if (className.indexOf('$') < 0) {
			return false;
		}
		for (String part : GENERATED) {
			if (className.contains(part)) {
				return true;
			}
		}
		return false;
	}

	private static boolean startsWithAny(String className, String[] prefixes) {
		for (String prefix : prefixes) {
			if (className.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

}

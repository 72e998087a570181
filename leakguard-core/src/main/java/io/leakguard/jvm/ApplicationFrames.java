package io.leakguard.jvm;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Knows which frames of a stack are the application's own: not those of the JDK, of
 * frameworks, of well-known libraries, of generated proxies or of LeakGuard. If the
 * packages of the application are known, they go before the guess. Immutable and
 * thread-safe; a question costs well under a microsecond.
 */
public final class ApplicationFrames {

	private static final List<String> PLATFORM = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

	private static final List<String> LIBRARIES = List.of("jakarta.", "org.springframework.", "org.apache.",
			"io.netty.", "io.grpc.", "reactor.", "io.reactivex.", "rx.", "io.rsocket.", "io.lettuce.", "redis.clients.",
			"org.redisson.", "com.mongodb.", "org.mongodb.", "com.zaxxer.", "com.mchange.", "com.alibaba.druid.",
			"org.hibernate.", "org.jooq.", "org.flywaydb.", "liquibase.", "org.postgresql.", "com.mysql.",
			"org.mariadb.", "oracle.", "com.microsoft.", "org.h2.", "org.hsqldb.", "io.r2dbc.", "com.datastax.",
			"org.neo4j.", "org.elasticsearch.", "co.elastic.", "org.opensearch.", "com.couchbase.", "com.hazelcast.",
			"org.infinispan.", "org.ehcache.", "net.sf.ehcache.", "com.github.benmanes.", "com.google.",
			"com.fasterxml.", "tools.jackson.", "io.micrometer.", "io.prometheus.", "io.opentelemetry.",
			"io.opencensus.", "io.opentracing.", "okhttp3.", "okio.", "retrofit2.", "feign.", "kotlin.", "kotlinx.",
			"io.ktor.", "scala.", "akka.", "groovy.", "org.codehaus.", "clojure.", "org.quartz.", "org.eclipse.",
			"io.undertow.", "org.xnio.", "org.jboss.", "org.wildfly.", "org.glassfish.", "org.slf4j.",
			"ch.qos.logback.", "com.rabbitmq.", "io.nats.", "org.zeromq.", "io.vertx.", "io.smallrye.", "io.quarkus.",
			"io.micronaut.", "io.helidon.", "software.amazon.", "com.amazonaws.", "com.azure.", "org.aspectj.",
			"net.bytebuddy.", "javassist.", "org.objectweb.", "com.netflix.", "io.github.resilience4j.",
			"io.github.bucket4j.", "org.yaml.", "org.thymeleaf.", "freemarker.", "org.springdoc.",
			"org.asynchttpclient.", "org.jctools.", "org.bouncycastle.", "com.nimbusds.", "io.jsonwebtoken.",
			"io.sentry.", "com.newrelic.", "datadog.", "io.kubernetes.", "io.fabric8.", "org.mockito.", "org.junit.",
			"org.assertj.", "org.awaitility.", "org.openjdk.");

	private static final Set<String> OWN = Set.of("io.leakguard", "io.leakguard.population", "io.leakguard.tracking",
			"io.leakguard.history", "io.leakguard.detection", "io.leakguard.finding", "io.leakguard.evidence",
			"io.leakguard.jvm", "io.leakguard.holding", "io.leakguard.scan", "io.leakguard.test");

	private static final String OWN_SPRING = "io.leakguard.autoconfigure";

	private static final List<String> GENERATED = List.of("$$Lambda", "$$SpringCGLIB", "$$EnhancerBy", "$$FastClass",
			"$Proxy", "$HibernateProxy", "$ByteBuddy", "$MockitoMock");

	private final List<String> applicationPackages;

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
		this.applicationPackages = applicationPackages.stream().map((name) -> name + ".").toList();
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
				|| (!isPlatform(className) && !startsWithAny(className, LIBRARIES) && !isOwn(className));
	}

	/**
	 * Return whether a class is the JDK's.
	 * @param className the class name
	 * @return whether it is
	 */
	public boolean isPlatform(String className) {
		return startsWithAny(className, PLATFORM);
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
	 * Return a frame as it stands in a report, without module and class loader.
	 * @param frame the frame
	 * @return such as {@code com.acme.OrderService.onRequest(OrderService.java:42)}
	 */
	public static String siteOf(StackTraceElement frame) {
		return new StackTraceElement(frame.getClassName(), frame.getMethodName(), frame.getFileName(),
				frame.getLineNumber())
			.toString();
	}

	private static boolean isOwn(String className) {
		if (!className.startsWith("io.leakguard")) {
			return false;
		}
		int dot = className.lastIndexOf('.');
		String packageName = className.substring(0, dot);
		int dollar = className.indexOf('$', dot);
		String topLevel = (dollar > 0) ? className.substring(0, dollar) : className;
		return (OWN.contains(packageName) || packageName.startsWith(OWN_SPRING)) && !topLevel.endsWith("Tests");
	}

	private static boolean isGenerated(String className) {
		for (String part : GENERATED) {
			if (className.contains(part)) {
				return true;
			}
		}
		return false;
	}

	private static boolean startsWithAny(String className, List<String> prefixes) {
		for (String prefix : prefixes) {
			if (className.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

}

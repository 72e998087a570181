package io.leakguard.population;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ApplicationFramesTests {

	private final ApplicationFrames frames = new ApplicationFrames();

	private static List<StackTraceElement> stack(String... classNames) {
		return Arrays.stream(classNames).map((name) -> new StackTraceElement(name, "run", "X.java", 7)).toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "com.acme.Foo", "com.acme.Foo$Bar", "Main", "io.leakguard.bench.B01",
			"io.leakguard.jvm.sample.ReportService", "io.leakguard.jvm.ThreadsProbeTests$Inner" })
	void theApplicationsClassesAreTheRest(String name) {
		assertThat(this.frames.isApplication(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "java.lang.Thread", "jdk.internal.misc.Unsafe", "org.springframework.web.Foo",
			"org.apache.kafka.clients.producer.KafkaProducer", "io.netty.util.Foo", "com.acme.Foo$$SpringCGLIB$$0",
			"com.acme.Foo$$Lambda/0x1", "jdk.proxy2.$Proxy12", "io.leakguard.tracking.Tracker",
			"io.leakguard.autoconfigure.web.Foo", "io.leakguard.LeakGuard" })
	void theJdkLibrariesProxiesAndLeakGuardAreNot(String name) {
		assertThat(this.frames.isApplication(name)).isFalse();
	}

	@Test
	void theInnermostFrameOfTheApplicationIsTheSite() {
		StackTraceElement frame = this.frames.first(stack("java.lang.Thread", "org.apache.kafka.Foo", "com.acme.Dao",
				"com.acme.Service", "org.springframework.Foo"));
		assertThat(ApplicationFrames.siteOf(frame)).isEqualTo("com.acme.Dao.run(X.java:7)");
	}

	@Test
	void knownPackagesGoBeforeTheGuess() {
		ApplicationFrames known = new ApplicationFrames(List.of("org.apache.shop"));
		List<StackTraceElement> stack = stack("java.lang.Thread", "com.unknown.Library", "org.apache.shop.Cart",
				"com.acme.Foo");
		assertThat(known.first(stack).getClassName()).isEqualTo("org.apache.shop.Cart");
		assertThat(known.first(stack("java.lang.Thread", "com.acme.Foo")).getClassName()).isEqualTo("com.acme.Foo");
	}

	@Test
	void withoutAnApplicationTheInnermostLibraryIsTheSite() {
		assertThat(this.frames.first(stack("java.lang.Thread", "io.netty.Foo", "org.apache.Bar")).getClassName())
			.isEqualTo("io.netty.Foo");
		assertThat(this.frames.first(stack("java.lang.Thread", "io.leakguard.jvm.ThreadsProbe"))).isNull();
		assertThat(this.frames.first(List.of())).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.Foo", "jakarta.servlet.Filter", "org.openjdk.jmh.Main", "akka.Foo",
			"reactor.core.Foo", "net.ttddyy.Foo" })
	void aLibraryIsFoundByTheBeginningOfItsName(String name) {
		assertThat(ApplicationFrames.isLibrary(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframeworks.Foo", "a.Foo", "zzz.Foo", "com.goo.Gle", "org.h2x.Foo",
			"kotlinz.Foo", "java.lang.String" })
	void whatOnlyLooksAlikeIsNoLibrary(String name) {
		assertThat(ApplicationFrames.isLibrary(name)).isFalse();
	}

	@Test
	void aTextualStackIsReadTheSameWay() {
		assertThat(this.frames.firstOf(List.of("java.util.HashMap.put(HashMap.java:1)", "io.netty.Foo.bar",
				"com.acme.Dao.<init>(Dao.java:7)")))
			.isEqualTo("com.acme.Dao.<init>(Dao.java:7)");
		assertThat(this.frames.firstOf(List.of("java.lang.Thread.run(Thread.java:1)", "io.netty.Foo.bar")))
			.isEqualTo("io.netty.Foo.bar");
		assertThat(this.frames.firstOf(List.of("java.lang.Thread.run"))).isNull();
	}

	@Test
	void aLibraryNeverStandsForTheApplicationWhereItMustNot() {
		assertThat(this.frames.siteIn(stack("java.lang.Thread", "io.netty.Foo").toArray(StackTraceElement[]::new)))
			.isNull();
		assertThat(this.frames.siteIn(stack("io.netty.Foo", "com.acme.Dao").toArray(StackTraceElement[]::new)))
			.isEqualTo("com.acme.Dao.run(X.java:7)");
	}

	@Test
	void theCallerIsFoundAndIsWithinItsMethod() {
		String here = this.frames.here();
		assertThat(here).startsWith(ApplicationFramesTests.class.getName() + ".theCallerIsFound");
		assertThat(ApplicationFrames.isWithin(Thread.currentThread(), here)).isTrue();
		assertThat(ApplicationFrames.isWithin(Thread.currentThread(), "com.acme.Dao.run(Dao.java:7)")).isFalse();
		assertThat(ApplicationFrames.here((name) -> false)).isNull();
	}

	@Test
	void aFrameWithoutAFileIsItsMethod() {
		assertThat(ApplicationFrames.siteOf(new StackTraceElement("com.acme.Dao", "run", null, -1)))
			.isEqualTo("com.acme.Dao.run");
	}

}

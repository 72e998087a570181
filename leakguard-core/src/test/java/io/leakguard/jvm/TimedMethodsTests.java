package io.leakguard.jvm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.leakguard.jvm.TimedMethods.Method;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TimedMethods}.
 */
class TimedMethodsTests {

	private static final Instant BEGIN = Instant.parse("2026-11-21T10:00:00Z");

	private static final Method CONSTRUCTOR = new Method("com.acme.Feed$Client", "<init>", "()V");

	private static final Method OTHER_CONSTRUCTOR = new Method("com.acme.Feed$Client", "<init>", "(I)V");

	private static final Method CLOSE = new Method("com.acme.Feed$Client", "close", "()V");

	private static final Method INHERITED_CLOSE = new Method("com.acme.Base", "close", "()V");

	private static final Method INHERITED_STOP = new Method("com.acme.Base", "stop", "()V");

	private final TimedMethods methods = of(Set.of());

	@Test
	void constructorsAndWhatMayEndThemAreAskedForInTheClassesOfTheApplication() {
		assertThat(this.methods.constructors()).isEqualTo("com.acme.Feed$Client::<init>");
		assertThat(this.methods.all().split(";")).startsWith("com.acme.Feed$Client::<init>")
			.contains("com.acme.Feed$Client::close", "com.acme.Base::close", "com.acme.Base::shutdown")
			.doesNotContain("java.lang.AutoCloseable::close", "com.acme.Base::<init>");
	}

	@Test
	void ofAClassThatOthersAreDerivedFromOnlyConstructorsAreCounted() {
		TimedMethods derived = of(Set.of("com.acme.Feed$Special"));
		assertThat(derived.all()).isEqualTo("com.acme.Feed$Client::<init>");
		assertThat(derived.count().ended()).isEqualTo(-1);
	}

	@Test
	void whatWasCountedBeforeTheFirstReadingIsNotOurs() {
		read(0, CONSTRUCTOR, 5000);
		read(0, CLOSE, 40);
		read(10, CONSTRUCTOR, 5120);
		read(10, CLOSE, 40);
		ConstructionCount count = this.methods.count();
		assertThat(count.constructed()).isEqualTo(120);
		assertThat(count.ended()).isZero();
		assertThat(count.note()).isEqualTo("Java 25's method timing counted 120 constructors and no close in 10 s");
	}

	@Test
	void readingsEndOnceAllMethodsHaveBeenReadOverTheWindow() {
		assertThat(read(0, CONSTRUCTOR, 0)).isTrue();
		assertThat(read(0, CLOSE, 0)).isTrue();
		assertThat(read(9, CONSTRUCTOR, 0)).isTrue();
		assertThat(read(10, CONSTRUCTOR, 0)).isTrue();
		assertThat(read(10, CLOSE, 0)).isFalse();
	}

	@Test
	void aConstructorThatRunsAllTheTimeIsNotTimedAnyLonger() {
		read(0, CONSTRUCTOR, 0);
		assertThat(read(1, CONSTRUCTOR, 50_000)).isTrue();
		assertThat(read(2, CONSTRUCTOR, 2_000_000)).isFalse();
	}

	@Test
	void methodsThatOnlyOthersTimeAreNotHeard() {
		read(0, CONSTRUCTOR, 0);
		read(0, new Method("com.acme.Other", "<init>", "()V"), 0);
		read(10, new Method("com.acme.Other", "<init>", "()V"), 999);
		assertThat(read(10, CONSTRUCTOR, 3)).isFalse();
		assertThat(this.methods.count().constructed()).isEqualTo(3);
	}

	@Test
	void aConstructorThatCallsAnotherMakesOneObject() {
		over(CONSTRUCTOR, 100);
		over(OTHER_CONSTRUCTOR, 100);
		ConstructionCount count = this.methods.count();
		assertThat(count.constructed()).isEqualTo(100);
		assertThat(count.note()).contains("at least 100 constructors");
	}

	@Test
	void whatTheClassOverridesIsCountedInItselfOnly() {
		over(CONSTRUCTOR, 100);
		over(CLOSE, 90);
		over(INHERITED_CLOSE, 500);
		over(INHERITED_STOP, 0);
		assertThat(this.methods.count().ended()).isEqualTo(90);
		assertThat(this.methods.count().note()).endsWith("100 constructors and 90 of close in 10 s");
	}

	@Test
	void callsOfAnInheritedMethodMayBeThoseOfOtherClasses() {
		over(CONSTRUCTOR, 100);
		over(INHERITED_CLOSE, 500);
		assertThat(this.methods.count().note()).contains("500 of close, some perhaps of other classes");
	}

	@Test
	void thatNoneOfSeveralMethodsWasCalledIsSaidOfEach() {
		over(CONSTRUCTOR, 100);
		over(INHERITED_STOP, 0);
		over(CLOSE, 0);
		assertThat(this.methods.count().note()).contains("and no close or stop in");
	}

	private static TimedMethods of(Set<String> subclasses) {
		List<String> types = List.of("com.acme.Feed$Client", "com.acme.Base", "java.lang.AutoCloseable");
		return TimedMethods.of(new ClassHierarchy(types, subclasses), (name) -> name.startsWith("com.acme."),
				Duration.ofSeconds(10));
	}

	private void over(Method method, long calls) {
		read(0, method, 0);
		read(10, method, calls);
	}

	private boolean read(int second, Method method, long invocations) {
		return this.methods.read(method, invocations, BEGIN.plusSeconds(second));
	}

}

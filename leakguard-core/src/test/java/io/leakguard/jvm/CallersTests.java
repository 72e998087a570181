package io.leakguard.jvm;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.leakguard.population.ApplicationFrames;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Callers}.
 */
class CallersTests {

	private final Callers callers = new Callers(
			new ClassHierarchy(List.of("com.acme.Client"), Set.of("com.acme.SpecialClient")), new ApplicationFrames());

	@Test
	void theLineIsThatOfTheApplicationThatCalled() {
		read("java.util.ArrayList.forEach", "com.acme.Orders.place", "com.acme.Web.handle");
		assertThat(this.callers.lines()).containsOnlyKeys("com.acme.Orders.place(Orders.java:7)");
	}

	@Test
	void constructorsThatCallEachOtherMakeOneObject() {
		read("com.acme.Client.<init>", "com.acme.Orders.place");
		read("com.acme.Orders.place");
		assertThat(this.callers.lines()).containsEntry("com.acme.Orders.place(Orders.java:7)", 1).hasSize(1);
	}

	@Test
	void objectsOfDerivedClassesAreNotItsOwn() {
		read("com.acme.SpecialClient.<init>", "com.acme.Orders.place");
		assertThat(this.callers.lines()).isEmpty();
	}

	@Test
	void theConstructorOfAnotherClassIsALineLikeAnyOther() {
		read("com.acme.Owner.<init>", "com.acme.Orders.place");
		assertThat(this.callers.lines()).containsOnlyKeys("com.acme.Owner.<init>(Owner.java:7)");
	}

	@Test
	void ifOnlyTheJdkCalledNoLineIsKnown() {
		read("java.lang.reflect.Constructor.newInstance");
		assertThat(this.callers.lines()).containsOnlyKeys("");
	}

	@Test
	void whatOthersTraceIsNotHeard() {
		this.callers.read("com.acme.Other", List.of(frame("com.acme.Orders.place")));
		assertThat(this.callers.lines()).isEmpty();
	}

	@Test
	void thereAreEnoughAtSomePoint() {
		int read = 1;
		while (read("com.acme.Orders.place")) {
			read++;
		}
		assertThat(read).isEqualTo(10_000);
	}

	private boolean read(String... frames) {
		return this.callers.read("com.acme.Client", Arrays.stream(frames).map(CallersTests::frame).toList());
	}

	private static StackTraceElement frame(String text) {
		int dot = text.lastIndexOf('.');
		String type = text.substring(0, dot);
		return new StackTraceElement(type, text.substring(dot + 1), type.substring(type.lastIndexOf('.') + 1) + ".java",
				7);
	}

}

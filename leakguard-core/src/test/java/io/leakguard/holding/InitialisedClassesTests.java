package io.leakguard.holding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InitialisedClasses}, on a clock that is always late.
 */
@EnabledForJreRange(max = JRE.JAVA_21)
class InitialisedClassesTests {

	private final HoldingSettings settings = HoldingSettings.defaults();

	private final InitialisedClasses classes = new InitialisedClasses(this.settings, new Shapes(this.settings),
			Duration.ofMillis(1));

	private long now = System.nanoTime();

	@Test
	void aClassThatIsInitialisedLaterDoesNotWaitForThoseOfLibraries() {
		findSoon();
		assertThat(this.classes.classes()).doesNotContain(Late.class);
		Late.REQUESTS.add("first");
		for (int i = 0; i < 20 && !this.classes.classes().contains(Late.class); i++) {
			findSoon();
		}
		assertThat(this.classes.classes()).contains(Late.class);
	}

	@Test
	void aClassThatIsNotInitialisedIsLeftAlone() {
		for (int i = 0; i < 20; i++) {
			findSoon();
		}
		assertThat(this.classes.classes()).doesNotContain(Never.class);
	}

	private void findSoon() {
		this.now += Duration.ofHours(2).toNanos();
		this.classes.find(Set.of(InitialisedClassesTests.class.getClassLoader()), this.now, System.nanoTime() - 1);
	}

	static class Late {

		static final List<String> REQUESTS = new ArrayList<>();

	}

	static class Never {

		static final List<String> REQUESTS = new ArrayList<>();

	}

}

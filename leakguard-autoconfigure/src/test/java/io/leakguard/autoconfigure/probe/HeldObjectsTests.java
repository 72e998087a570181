package io.leakguard.autoconfigure.probe;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeldObjects}.
 */
class HeldObjectsTests {

	private static final String FIELD = Worker.class.getName() + ".number";

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final HeldObjects<AtomicInteger> numbers = new HeldObjects<>(this.beanFactory, AtomicInteger.class);

	private final AtomicInteger first = new AtomicInteger();

	private final AtomicInteger second = new AtomicInteger();

	private final AtomicInteger third = new AtomicInteger();

	@Test
	void theFieldOfABeanIsNamedByClassAndField() {
		this.beanFactory.registerSingleton("north", new Worker(this.first));
		assertThat(this.numbers.find()).isEqualTo(Map.of(FIELD, this.first));
	}

	@Test
	void theFieldsOfSeveralBeansOfOneClassAreAllFoundUnderTheSameNamesInEachScan() {
		this.beanFactory.registerSingleton("north", new Worker(this.first));
		this.beanFactory.registerSingleton("south", new Worker(this.second));
		this.beanFactory.registerSingleton("west", new Worker(this.third));
		Map<String, AtomicInteger> expected = Map.of(FIELD, this.first, FIELD + "[south]", this.second,
				FIELD + "[west]", this.third);
		for (int i = 0; i < 30; i++) {
			assertThat(this.numbers.find()).isEqualTo(expected);
		}
		assertThat(this.numbers.holdersOf(this.second)).containsExactly(FIELD);
	}

	@Test
	void theFirstKeepsItsNameWhenAnotherComes() {
		this.beanFactory.registerSingleton("north", new Worker(this.first));
		this.numbers.find();
		this.beanFactory.registerSingleton("south", new Worker(this.second));
		for (int i = 0; i < 30; i++) {
			assertThat(this.numbers.find().get(FIELD)).isSameAs(this.first);
		}
		assertThat(this.numbers.find().get(FIELD + "[south]")).isSameAs(this.second);
	}

	@Test
	void theFirstMayHaveNone() {
		this.beanFactory.registerSingleton("north", new Worker(null));
		this.beanFactory.registerSingleton("south", new Worker(this.second));
		assertThat(this.numbers.find()).containsOnlyKeys(FIELD + "[south]");
	}

	@Test
	void oneThatSeveralShareIsFoundOnceAndHeldByEach() {
		this.beanFactory.registerSingleton("north", new Worker(this.first));
		this.beanFactory.registerSingleton("south", new Worker(this.first));
		assertThat(this.numbers.find()).containsOnlyKeys(FIELD);
		assertThat(this.numbers.holdersOf(this.first)).containsExactly(FIELD, FIELD);
	}

	@Test
	void aStaticFieldIsFoundOnce() {
		this.beanFactory.registerSingleton("north", new Counted());
		this.beanFactory.registerSingleton("south", new Counted());
		assertThat(this.numbers.find()).containsOnlyKeys(Counted.class.getName() + ".TOTAL");
		assertThat(this.numbers.holdersOf(Counted.TOTAL)).hasSize(1);
	}

	private static final class Worker {

		private final @Nullable AtomicInteger number;

		Worker(@Nullable AtomicInteger number) {
			this.number = number;
		}

	}

	private static final class Counted {

		private static final AtomicInteger TOTAL = new AtomicInteger();

	}

}

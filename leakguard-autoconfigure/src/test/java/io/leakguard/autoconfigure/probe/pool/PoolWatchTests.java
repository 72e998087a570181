package io.leakguard.autoconfigure.probe.pool;

import java.util.List;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolWatch}.
 */
class PoolWatchTests {

	private static final int MAX = 8;

	private final PoolWatch watch = new PoolWatch("pool", Unit.CONNECTIONS, Culprit.ofType("pool `p`"));

	private PoolReading reading = new PoolReading(0, MAX, 0, 0);

	private final Counts counts = Counts.of(new Probe() {

		@Override
		public String name() {
			return "pool";
		}

		@Override
		public void count(Census census) {
			PoolWatchTests.this.watch.count(census, PoolWatchTests.this.reading);
		}

	});

	@Test
	void consumersThatEachBlockOnAConnectionFromTheBeginningFillAPoolThatIsHealthy() {
		scan(0, 0, 0, 5);
		scan(MAX, 0, 0, 200);
		assertThat(facts()).isEmpty();
	}

	@Test
	void whoeverFoundThePoolInUseHasSeenNoReturn() {
		scan(MAX, 0, 7, 200);
		assertThat(facts()).isEmpty();
	}

	@Test
	void aBatchThatHoldsAllForLongerThanEverIsToldOfButIsNoLimitThatIsReached() {
		for (int returned = 1; returned < 5; returned++) {
			scan(2, 0, returned, 2);
		}
		scan(MAX, 0, 4, 40);
		assertThat(facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.HELD_TOO_LONG);
			assertThat(fact.limit()).isNull();
			assertThat(fact.exact()).isFalse();
		});
		scan(MAX, 0, 5, 1);
		assertThat(facts()).isEmpty();
	}

	@Test
	void aBatchThatHoldsAllForAsLongAsEverIsNot() {
		for (int returned = 1; returned < 5; returned++) {
			scan(MAX, 0, returned, 40);
		}
		scan(MAX, 0, 4, 200);
		assertThat(facts()).isEmpty();
	}

	@Test
	void thePoolIsExhaustedWhenSomebodyWaitsWhateverWasSeenBefore() {
		scan(MAX, 3, 0, 6);
		assertThat(facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.POOL_EXHAUSTED);
			assertThat(fact.limit()).isEqualTo(MAX);
		});
	}

	@Test
	void whoWaitsForAShortTimeOnlyIsSeenNowAndThen() {
		scan(MAX, 0, 0, 10);
		scan(MAX, 1, 0, 1);
		scan(MAX, 0, 0, 10);
		assertThat(facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.POOL_EXHAUSTED);
			assertThat(fact.limit()).isEqualTo(MAX);
			assertThat(fact.detail()).contains("some have waited for it");
		});
		scan(MAX, 0, 1, 1);
		assertThat(facts()).isEmpty();
	}

	@Test
	void aBusyPoolWithWaitersIsHealthy() {
		for (int returned = 0; returned < 100; returned++) {
			scan(MAX, 3, returned, 2);
			assertThat(facts()).isEmpty();
		}
	}

	private void scan(long active, long waiting, long returned, int times) {
		this.reading = new PoolReading(active, MAX, waiting, returned);
		for (int i = 0; i < times; i++) {
			this.counts.scan();
		}
	}

	private List<Fact> facts() {
		return this.counts.population("pool").facts();
	}

}

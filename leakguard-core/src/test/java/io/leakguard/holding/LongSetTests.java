package io.leakguard.holding;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LongSet}.
 */
class LongSetTests {

	private final LongSet set = new LongSet();

	@Test
	void itHasWhatWasAddedAndNothingElseHoweverMuchThatIs() {
		Set<Long> reference = new HashSet<>();
		Random random = new Random(1);
		for (int i = 0; i < 20_000; i++) {
			long key = random.nextInt(15_000) + 1;
			assertThat(this.set.add(key)).isEqualTo(reference.add(key));
		}
		assertThat(this.set.size()).isEqualTo(reference.size());
		for (long key = 1; key <= 15_001; key++) {
			assertThat(this.set.contains(key)).isEqualTo(reference.contains(key));
		}
	}

	@Test
	void itIsEmptyWhenItWasCleared() {
		this.set.add(7);
		this.set.clear();
		assertThat(this.set.size()).isZero();
		assertThat(this.set.contains(7)).isFalse();
		assertThat(this.set.add(7)).isTrue();
	}

}

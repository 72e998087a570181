package io.leakguard.jvm;

import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeapHintTests {

	private final HeapHint hint = new HeapHint();

	private boolean suspected;

	private boolean named;

	private long live = 500;

	@Test
	void tellsWhatAnyCollectionLeaves() {
		young(100);
		assertThat(this.hint.isFresh()).isTrue();
		assertThat(this.hint.value()).isEqualTo(100);
		nothing();
		assertThat(this.hint.isFresh()).isFalse();
	}

	@Test
	void whereCollectionsThatMatterRunByThemselvesItBeginsAnewWithEach() {
		young(100);
		full(60);
		assertThat(this.hint.hasBegunAnew()).isTrue();
		full(61);
		assertThat(this.hint.hasBegunAnew()).as("once is enough").isFalse();
		young(70);
		assertThat(this.hint.value()).isEqualTo(70);
	}

	@Test
	void whatACloserLookFreesIsAddedBack() {
		young(100);
		this.suspected = true;
		full(60);
		young(70);
		assertThat(this.hint.value()).isEqualTo(110);
		full(65);
		young(75);
		assertThat(this.hint.value()).isEqualTo(120);
		assertThat(this.hint.isResting()).isFalse();
	}

	@Test
	void aRiseThatIsGarbageRestsTwiceAsLongEachTime() {
		assertThat(lookCloser(100, 0)).isEqualTo(4);
		assertThat(rest()).isEqualTo(40);
		assertThat(lookCloser(100, 0)).as("has shown the same before").isEqualTo(1);
		assertThat(rest()).isEqualTo(80);
	}

	@Test
	void aLeakThatBeginsWhileItRestsIsFollowed() {
		assertThat(lookCloser(100, 0)).isEqualTo(4);
		rest();
		this.named = true;
		this.live += 30;
		assertThat(lookCloser(100, 90)).as("goes on").isEqualTo(31);
	}

	@Test
	void whatBecameAliveOnceIsNoReasonForMoreThanBefore() {
		assertThat(lookCloser(100, 0)).isEqualTo(4);
		rest();
		this.live += 50;
		assertThat(lookCloser(100, 0)).isEqualTo(4);
	}

	@Test
	void aRiseThatIsAliveRestsOnlyWhenNoClassCanBeNamed() {
		assertThat(lookCloser(100, 90)).isEqualTo(13);
		this.suspected = false;
		rest();
		this.named = true;
		assertThat(lookCloser(100, 90)).as("goes on").isEqualTo(31);
	}

	private int rest() {
		this.suspected = false;
		int scans = 0;
		while (this.hint.isResting()) {
			young(1000);
			scans++;
		}
		return scans;
	}

	/** Return in which collection it rested, one more than all if it did not. */
	private int lookCloser(long rise, long alive) {
		young(1000);
		this.suspected = true;
		for (int i = 1; i <= 30; i++) {
			young(this.live + rise);
			this.live += alive;
			full(this.live);
			if (this.hint.isResting()) {
				return i;
			}
		}
		return 31;
	}

	private void young(long left) {
		this.hint.scan(OptionalLong.of(left), OptionalLong.empty(), this.suspected, this.named);
	}

	private void full(long alive) {
		this.hint.scan(OptionalLong.of(alive), OptionalLong.of(alive), this.suspected, this.named);
	}

	private void nothing() {
		this.hint.scan(OptionalLong.empty(), OptionalLong.empty(), this.suspected, this.named);
	}

}

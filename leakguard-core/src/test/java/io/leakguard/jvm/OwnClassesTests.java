package io.leakguard.jvm;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link OwnClasses}.
 */
class OwnClassesTests {

	private long total = 10_000;

	private long nanos;

	private final OwnClasses own = new OwnClasses(() -> this.total, () -> this.nanos);

	@Test
	void whatIsLoadedDuringTheWorkIsOurs() {
		this.own.during("histogram", () -> this.total += 300);
		this.total += 50;
		assertThat(this.own.count()).isEqualTo(300);
	}

	@Test
	void whatTheApplicationHasNeverFallsBecauseWorkEnds() {
		long[] rest = new long[4];
		this.total += 20;
		rest[0] = this.total - this.own.count();
		Runnable loaded = this.own.from("sites");
		this.total += 20 + 300;
		rest[1] = this.total - this.own.count();
		this.total += 20;
		loaded.run();
		rest[2] = this.total - this.own.count();
		this.total += 20;
		rest[3] = this.total - this.own.count();
		assertThat(rest).isSorted().containsExactly(10_020, 10_020, 10_020, 10_040);
	}

	@Test
	void workAtTheSameTimeIsNotCountedTwice() {
		Runnable sites = this.own.from("sites");
		this.total += 100;
		Runnable constructions = this.own.from("constructions");
		this.total += 100;
		sites.run();
		sites.run();
		this.total += 100;
		assertThat(this.own.count()).isEqualTo(300);
		constructions.run();
		this.total += 100;
		assertThat(this.own.count()).isEqualTo(300);
	}

	@Test
	void onlyTheFirstTimesLoadClasses() {
		for (int i = 0; i < 5; i++) {
			this.own.during("histogram", () -> this.total += 10);
		}
		assertThat(this.own.count()).isEqualTo(30);
	}

	@Test
	void workThatFailsEndsAsWell() {
		assertThatIllegalStateException().isThrownBy(() -> this.own.during("histogram", () -> {
			this.total += 10;
			throw new IllegalStateException();
		}));
		this.total += 10;
		assertThat(this.own.count()).isEqualTo(10);
	}

	@Test
	void workThatHangsHidesTheApplicationsClassesForAMinuteOnly() {
		Runnable loaded = this.own.from("sites");
		this.total += 100;
		this.nanos += TimeUnit.SECONDS.toNanos(60);
		assertThat(this.own.count()).isEqualTo(100);
		this.nanos += 1;
		assertThat(this.own.count()).isEqualTo(100);
		this.total += 100;
		assertThat(this.own.count()).isEqualTo(100);
		this.own.during("histogram", () -> {
			loaded.run();
			this.total += 10;
		});
		this.total += 100;
		assertThat(this.own.count()).isEqualTo(110);
	}

}

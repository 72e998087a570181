package io.leakguard.autoconfigure.probe.jdbc;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BorrowLog}: how often it looks up who borrows.
 */
class BorrowingSitesTests {

	private static final int BORROWINGS = 3000;

	private final BorrowLog log = new BorrowLog(null, 1);

	@Test
	void theSitesOfManyBorrowingsAreRationed() {
		long began = System.nanoTime();
		long sited = borrow();
		double seconds = (System.nanoTime() - began) / 1e9;
		assertThat(sited).isBetween(60L, Math.round(66 + 16 * seconds));
	}

	@Test
	void moreSitesAreLookedUpUnderSuspicion() {
		this.log.suspected(true);
		long began = System.nanoTime();
		long sited = borrow();
		double seconds = (System.nanoTime() - began) / 1e9;
		assertThat(sited).isBetween(60L, Math.round(66 + 1000 * seconds));
	}

	@Test
	void fewBorrowingsAllHaveTheirSites() {
		for (int i = 0; i < 20; i++) {
			this.log.recordConnectionAcquiredNanos(0);
		}
		assertThat(this.log.entries()).hasSize(20)
			.allSatisfy((entry) -> assertThat(entry.site()).contains("fewBorrowingsAllHaveTheirSites("));
	}

	private long borrow() {
		long sited = 0;
		for (int i = 0; i < BORROWINGS; i++) {
			this.log.recordConnectionAcquiredNanos(0);
			for (BorrowLog.Entry entry : this.log.entries()) {
				sited += (entry.site() != null) ? 1 : 0;
				this.log.forget(entry);
			}
		}
		return sited;
	}

}

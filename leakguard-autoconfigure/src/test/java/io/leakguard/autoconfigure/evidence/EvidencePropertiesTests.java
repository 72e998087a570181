package io.leakguard.autoconfigure.evidence;

import io.leakguard.evidence.EvidenceBudget;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EvidenceProperties}.
 */
class EvidencePropertiesTests {

	@Test
	void theBudgetIsThatOfTheCoreUnlessSet() {
		assertThat(new EvidenceProperties().budget()).isEqualTo(EvidenceBudget.defaults());
	}

}

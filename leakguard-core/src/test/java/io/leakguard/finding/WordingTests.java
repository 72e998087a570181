package io.leakguard.finding;

import io.leakguard.population.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class WordingTests {

	private final Wording wording = new Wording();

	@ParameterizedTest
	@EnumSource(Kind.class)
	void everyKindHasATitleAndARemedy(Kind kind) {
		assertThat(this.wording.title(kind)).isNotEqualTo(kind.name()).isNotBlank();
		assertThat(this.wording.remedy(kind)).isNotBlank();
	}

}

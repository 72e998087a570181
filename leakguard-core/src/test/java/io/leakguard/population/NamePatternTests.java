package io.leakguard.population;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NamePattern}.
 */
class NamePatternTests {

	@ParameterizedTest
	@CsvSource({ "Script1_17, Script#_#", "upload-3f2a91bc.tmp, upload-#.tmp", "com.acme.Order, com.acme.Order",
			"com.acme.Decade, com.acme.Decade", "/tmp/123e4567-e89b-42d3-a456-426614174000, /tmp/#",
			"pool-12-thread-3, pool-#-thread-#", "deadbeef, deadbeef", "Foo$$Lambda, Foo$$Lambda", "'', ''" })
	void whatDiffersFromSiblingToSiblingIsReplaced(String name, String pattern) {
		assertThat(NamePattern.of(name)).isEqualTo(pattern);
	}

}

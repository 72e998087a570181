package io.leakguard.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.leakguard.population.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class KindPagesTests {

	private static final Path KINDS = Path.of("..", "docs", "kinds");

	@ParameterizedTest
	@EnumSource(Kind.class)
	void everyKindHasAPage(Kind kind) throws IOException {
		assertThat(KINDS.resolve(kind + ".md")).content()
			.startsWith("# " + kind)
			.contains("## What it detects", "## How it is seen", "## What it is not evidence of", "## How to mend it");
		assertThat(Files.readString(KINDS.resolve("README.md"))).contains("(" + kind + ".md)");
	}

}

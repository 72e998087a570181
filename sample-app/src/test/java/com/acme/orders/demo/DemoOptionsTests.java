package com.acme.orders.demo;

import java.nio.file.Path;

import com.acme.orders.leak.Leak;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DemoOptionsTests {

	@Test
	void fourLeaksAreOnUnlessToldOtherwise() {
		assertThat(DemoOptions.parse().leaks()).containsExactly(Leak.LISTENER, Leak.EXECUTOR, Leak.STREAM, Leak.HEAP);
		assertThat(DemoOptions.parse("--healthy").leaks()).isEmpty();
		assertThat(DemoOptions.parse("--leaks", "timer,class-loader").leaks()).containsExactly(Leak.TIMER,
				Leak.CLASS_LOADER);
	}

	@Test
	void optionsAreRead() {
		assertThat(DemoOptions.parse("--exit", "--json", "--port", "8080"))
			.isEqualTo(new DemoOptions(DemoOptions.parse().leaks(), true, true, 8080));
	}

	@Test
	void whatIsNotUnderstoodIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> DemoOptions.parse("--helthy"))
			.withMessage("unknown option '--helthy'");
		assertThatIllegalArgumentException().isThrownBy(() -> DemoOptions.parse("--port"))
			.withMessage("'--port' needs a value");
		assertThatIllegalArgumentException().isThrownBy(() -> DemoOptions.parse("--port", "x"))
			.withMessage("'x' is no port");
		assertThatIllegalArgumentException().isThrownBy(() -> DemoOptions.parse("--leaks", "roof"))
			.withMessage("there is no leak 'roof'");
	}

	@Test
	void everyLeakHasItsSource() {
		SourceLines lines = new SourceLines(Path.of("src/main/java"));
		for (Leak leak : DemoOptions.parse().leaks()) {
			assertThat(lines.of(leak)).as(leak.id()).isNotEmpty();
		}
	}

}

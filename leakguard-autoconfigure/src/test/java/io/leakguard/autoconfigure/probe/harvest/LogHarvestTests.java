package io.leakguard.autoconfigure.probe.harvest;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link LogHarvest}.
 */
class LogHarvestTests {

	private static final String LOGGER = "com.acme.Library";

	private final LoggerContext context = new LoggerContext();

	private final List<String> messages = new ArrayList<>();

	private final List<@Nullable Throwable> thrown = new ArrayList<>();

	@Test
	void whatIsLoggedIsHeardWithItsParametersAndWhatWasThrown() {
		try (LogHarvest harvest = harvest()) {
			Exception stack = new Exception();
			assertThat(harvest.listen()).isTrue();
			this.context.getLogger(LOGGER).warn("{} is {}", "it", "lost", stack);
			assertThat(this.messages).containsExactly("it is lost");
			assertThat(this.thrown).containsExactly(stack);
		}
	}

	@Test
	void otherLoggersAreNotHeard() {
		try (LogHarvest harvest = harvest()) {
			assertThat(harvest.listen()).isTrue();
			this.context.getLogger("com.acme.Other").warn("of no interest");
			assertThat(this.messages).isEmpty();
		}
	}

	@Test
	void listeningGoesOnAfterAReset() {
		try (LogHarvest harvest = harvest()) {
			this.context.reset();
			harvest.listen();
			harvest.listen();
			this.context.getLogger(LOGGER).warn("lost");
			assertThat(this.messages).containsExactly("lost");
		}
	}

	@Test
	void onceClosedNothingIsHeard() {
		harvest().close();
		this.context.getLogger(LOGGER).warn("lost");
		assertThat(this.messages).isEmpty();
		assertThat(this.context.getLogger(LOGGER).iteratorForAppenders().hasNext()).isFalse();
	}

	@Test
	void aReportThatIsNotUnderstoodDoesNotDisturbTheLibrary() {
		try (LogHarvest harvest = new LogHarvest(this.context, LOGGER, (message, thrown) -> {
			throw new IllegalStateException("not understood");
		})) {
			assertThat(harvest.listen()).isTrue();
			assertThatNoException().isThrownBy(() -> this.context.getLogger(LOGGER).warn("lost"));
		}
	}

	@Test
	void whereLoggingGoesElsewhereNothingCanBeHeard() {
		try (LogHarvest harvest = new LogHarvest(new NOPLoggerFactory(), LOGGER, this::heard)) {
			assertThat(harvest.listen()).isFalse();
		}
	}

	private LogHarvest harvest() {
		return new LogHarvest(this.context, LOGGER, this::heard);
	}

	private void heard(@Nullable String message, @Nullable Throwable throwable) {
		this.messages.add(String.valueOf(message));
		this.thrown.add(throwable);
	}

}

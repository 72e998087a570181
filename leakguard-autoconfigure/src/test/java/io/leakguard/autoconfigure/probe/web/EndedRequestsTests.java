package io.leakguard.autoconfigure.probe.web;

import io.leakguard.population.Kind;
import io.leakguard.tracking.Tracking;
import org.junit.jupiter.api.Test;

import org.springframework.mock.env.MockEnvironment;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link EndedRequests}.
 */
class EndedRequestsTests {

	private final MockEnvironment environment = new MockEnvironment();

	private final Tracking tracking = mock(Tracking.class);

	@Test
	void asMuchAsTomcatKeepsByDefaultIsTolerated() {
		expectCollected();
		then(this.tracking).should().expectCollected(this, "over", Kind.SESSION_RETAINED, 200);
	}

	@Test
	void asMuchAsTomcatWasToldToKeepIsTolerated() {
		this.environment.setProperty("server.tomcat.processor-cache", "1000");
		expectCollected();
		then(this.tracking).should().expectCollected(this, "over", Kind.SESSION_RETAINED, 1000);
	}

	@Test
	void nothingIsExpectedIfTomcatKeepsAll() {
		this.environment.setProperty("server.tomcat.processor-cache", "-1");
		expectCollected();
		then(this.tracking).should(never()).expectCollected(any(), any(), any(), anyInt());
	}

	private void expectCollected() {
		new EndedRequests(this.environment).expectCollected(this.tracking, this, "over");
	}

}

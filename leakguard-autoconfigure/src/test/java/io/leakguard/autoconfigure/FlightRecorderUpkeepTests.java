package io.leakguard.autoconfigure;

import io.leakguard.finding.Status;
import io.leakguard.process.FlightRecorderUse;
import org.junit.jupiter.api.Test;

import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link FlightRecorderUpkeep}.
 */
class FlightRecorderUpkeepTests {

	private final FlightRecorderUse recorder = mock(FlightRecorderUse.class);

	private final FlightRecorderUpkeep upkeep = new FlightRecorderUpkeep(this.recorder);

	@Test
	void anApplicationThatNeverSaysThatItIsReadyHasTheRecorderPreparedWhenItHasSettled() {
		this.upkeep.scanned(TestReports.report(Status.WARMING_UP));
		then(this.recorder).should().renew();
		then(this.recorder).shouldHaveNoMoreInteractions();
		this.upkeep.settled();
		then(this.recorder).should().prepare();
	}

}

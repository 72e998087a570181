package io.leakguard.autoconfigure;

import io.leakguard.finding.Report;
import io.leakguard.process.FlightRecorderUse;
import io.leakguard.scan.ReportListener;

/**
 * Prepares the flight recorder also where nobody says that the application is ready, and
 * has a prepared one let go of what it gathers.
 */
final class FlightRecorderUpkeep implements ReportListener {

	private final FlightRecorderUse recorder;

	FlightRecorderUpkeep(FlightRecorderUse recorder) {
		this.recorder = recorder;
	}

	@Override
	public void settled() {
		this.recorder.prepare();
	}

	@Override
	public void scanned(Report report) {
		this.recorder.renew();
	}

}

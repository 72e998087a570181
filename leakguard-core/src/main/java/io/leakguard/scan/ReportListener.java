package io.leakguard.scan;

import io.leakguard.finding.Report;
import io.leakguard.finding.StageChange;

/**
 * Is told of each scan and of each change of stage, on the scan thread. It must return
 * quickly; whatever it throws is logged and stops nothing.
 */
public interface ReportListener {

	/**
	 * The application has settled: what there is now is its baseline. Called once, before
	 * {@link #changed} and {@link #scanned}.
	 */
	default void settled() {
	}

	/**
	 * A scan has ended and its report is published.
	 * @param report the report
	 */
	default void scanned(Report report) {
	}

	/**
	 * A finding has reached another stage. Called before {@link #scanned}.
	 * @param change the change
	 */
	default void changed(StageChange change) {
	}

}

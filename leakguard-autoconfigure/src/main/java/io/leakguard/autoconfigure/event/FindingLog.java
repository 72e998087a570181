package io.leakguard.autoconfigure.event;

import io.leakguard.detection.Stage;
import io.leakguard.finding.StageChange;
import io.leakguard.scan.ReportListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Writes one line per change of stage: a warning if a leak is confirmed, else an
 * information.
 */
final class FindingLog implements ReportListener {

	private static final Log logger = LogFactory.getLog("io.leakguard");

	private final FindingSentence sentence = new FindingSentence();

	@Override
	public void changed(StageChange change) {
		if (change.finding().stage() == Stage.CONFIRMED) {
			logger.warn(this.sentence.of(change));
		}
		else {
			logger.info(this.sentence.of(change));
		}
	}

}

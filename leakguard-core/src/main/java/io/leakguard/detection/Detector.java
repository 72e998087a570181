package io.leakguard.detection;

import java.util.List;

/**
 * A pure function of what is known about a subject: a verdict or nothing. It has no
 * clock, does no input or output and keeps nothing, so it is tested with series that are
 * generated.
 */
@FunctionalInterface
public interface Detector {

	/**
	 * Judge.
	 * @param subject the population or group and its past
	 * @param situation what else may be known
	 * @return the verdicts, usually none
	 */
	List<Verdict> judge(Subject subject, Situation situation);

}

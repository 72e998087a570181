package io.leakguard.autoconfigure.probe.web;

import io.leakguard.population.Kind;
import io.leakguard.tracking.Tracking;

import org.springframework.core.env.Environment;

/**
 * Expects what belonged to a request that is over to be collected, but for what Tomcat
 * keeps: processors for further requests, and each of them the last request that it
 * served.
 */
final class EndedRequests {

	/** So many processors does Tomcat keep if nothing else is said. */
	private static final int DEFAULT = 200;

	private final int recycled;

	EndedRequests(Environment environment) {
		this.recycled = environment.getProperty("server.tomcat.processor-cache", Integer.class, DEFAULT);
	}

	/**
	 * Expect something to be collected. If Tomcat keeps processors without a bound, any
	 * number that is still there may be its own, and nothing is expected.
	 * @param tracking watches it
	 * @param thing what must go
	 * @param why what has ended
	 */
	void expectCollected(Tracking tracking, Object thing, String why) {
		if (this.recycled >= 0) {
			tracking.expectCollected(thing, why, Kind.SESSION_RETAINED, this.recycled);
		}
	}

}

package io.leakguard.tracking;

import java.time.Duration;

/** Ages as people say them. */
final class Ages {

	private Ages() {
	}

	static String describe(Duration age) {
		long seconds = age.toSeconds();
		if (seconds < 120) {
			return seconds + " s";
		}
		if (seconds < 2 * 3600) {
			return seconds / 60 + " min";
		}
		return (seconds < 2 * 86400) ? seconds / 3600 + " h" : seconds / 86400 + " d";
	}

}

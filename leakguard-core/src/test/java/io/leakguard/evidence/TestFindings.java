package io.leakguard.evidence;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.finding.Finding;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Origin;
import io.leakguard.population.Unit;

/**
 * Findings for tests of collectors.
 */
public final class TestFindings {

	public static final Instant SUSPECTED = Instant.parse("2026-11-21T10:00:00Z");

	private TestFindings() {
	}

	public static Finding finding(String id, Kind kind, Stage stage, Origin... origins) {
		return finding(id, kind, stage, SUSPECTED, origins);
	}

	public static Finding finding(String id, Kind kind, Stage stage, Instant suspectedAt, Origin... origins) {
		return new Finding(id, kind, stage, Severity.MAJOR, "test.things", "a", Unit.OBJECTS,
				new Culprit("com.acme.Order", "com.acme.Orders.add(Orders.java:7)"), null, 812, 12, 3200, 812, 0,
				suspectedAt.minusSeconds(600), suspectedAt, null, null, null, null, "grew", "mend it", Set.of(),
				List.of(), List.of(), List.of(origins), false);
	}

}

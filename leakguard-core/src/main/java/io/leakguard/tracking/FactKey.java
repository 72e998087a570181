package io.leakguard.tracking;

import java.util.Objects;

import io.leakguard.population.Culprit;

/** The key under which a fact comes back on the attention list and has its origins. */
final class FactKey {

	private FactKey() {
	}

	static String of(Culprit culprit) {
		String type = Objects.toString(culprit.type(), "");
		return (culprit.site() != null) ? type + "@" + culprit.site() : type;
	}

}

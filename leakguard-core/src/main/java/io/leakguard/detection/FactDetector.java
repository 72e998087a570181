package io.leakguard.detection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;

/**
 * Turns what a probe knows without a trend into verdicts. An exact fact is confirmed at
 * once; any other is a suspicion until the application has settled, and after that is for
 * the ledger to believe when it has stood for several scans.
 */
public final class FactDetector implements Detector {

	@Override
	public List<Verdict> judge(Subject subject, Situation situation) {
		List<Fact> facts = subject.population().facts();
		if (subject.group() != null || facts.isEmpty()) {
			return List.of();
		}
		List<Verdict> verdicts = new ArrayList<>(facts.size());
		for (Fact fact : facts) {
			verdicts.add(verdict(subject, fact, situation));
		}
		return verdicts;
	}

	private static Verdict verdict(Subject subject, Fact fact, Situation situation) {
		Population population = subject.population();
		Set<Sign> signs = EnumSet.noneOf(Sign.class);
		signs.addAll(population.signs());
		if (fact.exact()) {
			signs.add(Sign.EXACT_EVENT);
		}
		else {
			signs.remove(Sign.EXACT_EVENT);
		}
		boolean confirmed = fact.exact() || situation.isSettled();
		// what is at its limit has no time left; of the rest nobody knows how fast it
		// goes
		boolean full = fact.limit() != null && (fact.count() >= fact.limit() || fact.kind() == Kind.POOL_EXHAUSTED);
		Duration left = full ? Duration.ZERO : null;
		return new Verdict(fact.kind(), (confirmed) ? Stage.CONFIRMED : Stage.SUSPECTED, population, key(fact),
				fact.culprit(), population.holder(), fact.count(), 0, 0, population.added(), population.ended(),
				fact.since(), fact.limit(), left, signs, fact.detail());
	}

	/** The same in every scan: who made it, as far as is known. */
	private static String key(Fact fact) {
		String type = Objects.toString(fact.culprit().type(), "");
		String site = fact.culprit().site();
		return (site != null) ? type + "@" + site : type;
	}

}

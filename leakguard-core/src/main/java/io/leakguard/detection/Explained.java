package io.leakguard.detection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Verdicts that stand for themselves, each with what it drags along. Immutable.
 */
public final class Explained {

	private final List<Verdict> kept;

	private final Map<Verdict, List<String>> symptoms;

	Explained(List<Verdict> kept, Map<Verdict, List<String>> symptoms) {
		this.kept = List.copyOf(kept);
		this.symptoms = new IdentityHashMap<>(symptoms);
	}

	/**
	 * Return the verdicts that are left.
	 * @return the verdicts, the most specific first
	 */
	public List<Verdict> kept() {
		return this.kept;
	}

	/**
	 * Return what a verdict drags along.
	 * @param verdict one of {@link #kept()}
	 * @return one text per symptom, such as "jvm.heap.live grows by 12 MB/h"
	 */
	public List<String> symptoms(Verdict verdict) {
		return List.copyOf(this.symptoms.getOrDefault(verdict, List.of()));
	}

	/**
	 * Return all symptoms.
	 * @param idOf gives the identity of the finding that a verdict belongs to
	 * @return the texts by identity, without those that have none
	 */
	public Map<String, List<String>> symptomsBy(Function<Verdict, String> idOf) {
		Map<String, List<String>> all = new HashMap<>();
		this.symptoms.forEach(
				(verdict, texts) -> all.computeIfAbsent(idOf.apply(verdict), (id) -> new ArrayList<>()).addAll(texts));
		return all;
	}

}

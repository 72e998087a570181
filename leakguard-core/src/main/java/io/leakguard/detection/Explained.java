package io.leakguard.detection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Verdicts that stand for themselves, each with what it drags along. Immutable.
 */
public final class Explained {

	private final List<Verdict> kept;

	private final Map<Verdict, List<String>> symptoms;

	private final Map<Verdict, Verdict> causes;

	Explained(List<Verdict> kept, Map<Verdict, List<String>> symptoms, Map<Verdict, Verdict> causes) {
		this.kept = List.copyOf(kept);
		this.symptoms = new IdentityHashMap<>(symptoms);
		this.causes = new IdentityHashMap<>(causes);
	}

	/**
	 * Create for verdicts of which none explains another.
	 * @param verdicts the verdicts
	 * @return all of them, without symptoms
	 */
	public static Explained separate(List<Verdict> verdicts) {
		return new Explained(verdicts, Map.of(), Map.of());
	}

	/**
	 * Return which verdict explains another.
	 * @param verdict the verdict
	 * @return one of {@link #kept()}, or {@code null} if the verdict stands for itself
	 */
	public @Nullable Verdict causeOf(Verdict verdict) {
		return this.causes.get(verdict);
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

package io.leakguard.detection;

import java.util.Objects;
import java.util.regex.Pattern;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import org.jspecify.annotations.Nullable;

/**
 * Whether two verdicts speak of the same culprit.
 */
final class Culprits {

	private Culprits() {
	}

	/**
	 * Return whether a verdict names somebody. That strings or byte arrays grow names
	 * nobody.
	 * @param verdict the verdict
	 * @return whether there is a site or a type of its own
	 */
	static boolean isNamed(Verdict verdict) {
		return verdict.culprit().site() != null || isTelling(verdict.culprit().type());
	}

	/**
	 * Return whether two verdicts see the same thing in two ways: made at the same place,
	 * held at the same path, or of the very same class as long as the places do not
	 * differ.
	 * @param one a verdict
	 * @param other another
	 * @return whether they see the same
	 */
	static boolean areSame(Verdict one, Verdict other) {
		Culprit first = one.culprit();
		Culprit second = other.culprit();
		if (first.site() != null && second.site() != null) {
			return first.site().equals(second.site());
		}
		if (one.holder() != null && other.holder() != null) {
			return one.holder().equals(other.holder());
		}
		return isTelling(first.type()) && Objects.equals(first.type(), second.type());
	}

	/**
	 * Return whether a verdict names the class that a symptom shows: as its culprit or a
	 * class nested in it, where it was made, or on the path that holds it.
	 * @param cause the verdict
	 * @param symptom the symptom
	 * @return whether it does
	 */
	static boolean explains(Verdict cause, Verdict symptom) {
		Culprit made = symptom.culprit();
		if (areSame(cause, symptom)) {
			return true;
		}
		if (made.site() != null && cause.culprit().site() != null) {
			return false;
		}
		String type = made.type();
		if (type == null || !isTelling(type)) {
			return false;
		}
		String host = host(type);
		return host.equals(host(cause.culprit().type())) || host.equals(declaring(cause.culprit().site()))
				|| mentions(cause.holder(), host);
	}

	/** The top-level class: what is nested in it, or a lambda of it, is its own work. */
	private static @Nullable String host(@Nullable String type) {
		if (type == null) {
			return null;
		}
		String element = type.replace("[]", "");
		int nested = element.indexOf('$');
		return (nested > 0) ? element.substring(0, nested) : element;
	}

	/** The top-level class of a frame such as {@code com.acme.A.run(A.java:42)}. */
	private static @Nullable String declaring(@Nullable String site) {
		if (site == null) {
			return null;
		}
		int end = site.indexOf('(');
		String method = (end > 0) ? site.substring(0, end) : site;
		int dot = method.lastIndexOf('.');
		return (dot > 0) ? host(method.substring(0, dot)) : null;
	}

	private static boolean mentions(@Nullable String path, String host) {
		if (path == null) {
			return false;
		}
		String simple = host.substring(host.lastIndexOf('.') + 1);
		return Pattern.compile("(?<![\\w])" + Pattern.quote(simple) + "(?![\\w])").matcher(path).find();
	}

	/**
	 * Whether a type belongs to somebody: strings, arrays and map nodes are everybody's.
	 */
	private static boolean isTelling(@Nullable String type) {
		return type != null && type.indexOf('.') > 0 && !ApplicationFrames.isPlatform(type);
	}

}

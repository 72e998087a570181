package io.leakguard.population;

import org.jspecify.annotations.Nullable;

/**
 * Who made a thing that leaks. Class, method and resource names only, never values.
 *
 * @param type the class, resource or name pattern that grows, if known
 * @param site the first application frame that made it, such as
 * {@code com.acme.OrderService.onRequest(OrderService.java:42)}, if known
 */
public record Culprit(@Nullable String type, @Nullable String site) {

	/** Nothing is known. */
	public static final Culprit UNKNOWN = new Culprit(null, null);

	/**
	 * Return a culprit of which only the type is known.
	 * @param type the class or name pattern
	 * @return the culprit
	 */
	public static Culprit ofType(String type) {
		return new Culprit(type, null);
	}

	/**
	 * Return a culprit with the class name as an operator would write it: the hash of a
	 * lambda or proxy class is dropped, so that the name is the same in every run.
	 * @param type the class
	 * @return the culprit
	 */
	public static Culprit ofType(Class<?> type) {
		return ofType(nameOf(type));
	}

	/**
	 * Return this culprit with a site.
	 * @param site the site
	 * @return the new culprit
	 */
	public Culprit at(@Nullable String site) {
		return (site != null) ? new Culprit(this.type, site) : this;
	}

	/**
	 * Return the stable name of a class: {@code com.acme.Foo$$Lambda} for every lambda of
	 * {@code Foo}.
	 * @param type the class
	 * @return the stable name
	 */
	public static String nameOf(Class<?> type) {
		return stableName(type.getName());
	}

	/**
	 * Return the stable form of a class name.
	 * @param className the name as the JVM gives it
	 * @return the name without the parts that differ from run to run
	 */
	public static String stableName(String className) {
		int lambda = className.indexOf("$$Lambda");
		if (lambda >= 0) {
			return className.substring(0, lambda) + "$$Lambda";
		}
		int generated = className.indexOf("$$SpringCGLIB");
		if (generated >= 0) {
			return className.substring(0, generated);
		}
		int hidden = className.lastIndexOf('/');
		return (hidden > 0 && className.indexOf('.') >= 0) ? className.substring(0, hidden) : className;
	}

}

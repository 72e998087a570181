package io.leakguard.jvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.leakguard.population.Culprit;
import io.leakguard.population.NamePattern;
import org.jspecify.annotations.Nullable;

/**
 * Loaded classes by the class of their loader and by name, numbers and hashes dropped:
 * {@code groovy.lang.GroovyClassLoader$InnerLoader / Script#}. Two classes are of one
 * family if they differ by such a number only or were loaded twice. Reads the class
 * hierarchy, 3 to 5 ms for a few thousand classes, at a safepoint.
 */
final class ClassFamilies {

	/** The key under which all classes are counted together. */
	static final String ALL = "";

	/** What stands between a loader and the family of classes that it defined. */
	static final String LOADED = " / ";

	private ClassFamilies() {
	}

	static Map<String, Long> read(DiagnosticCommand command) {
		return parse(command.run("vmClassHierarchy"), ClassLoaderStatistics.read(command));
	}

	/**
	 * Lines such as {@code |  |--com.acme.Script1/0x00007f5d701275a0}, indented below the
	 * superclass; a hidden class has a number of its own before that of its loader's
	 * data.
	 */
	static Map<String, Long> parse(String hierarchy, ClassLoaderStatistics loaders) {
		Map<String, Long> families = new HashMap<>();
		List<String> path = new ArrayList<>();
		long all = 0;
		for (String line : hierarchy.split("\n")) {
			int dashes = line.lastIndexOf("|--");
			int start = (dashes >= 0) ? dashes + 3 : 0;
			int depth = (dashes >= 0) ? dashes / 3 + 1 : 0;
			int end = line.indexOf(' ', start);
			String entry = line.substring(start, (end >= 0) ? end : line.length());
			int slash = entry.lastIndexOf('/');
			if (slash <= 0) {
				continue;
			}
			String name = entry.substring(0, slash);
			while (path.size() > depth) {
				path.remove(path.size() - 1);
			}
			String superclass = path.isEmpty() ? "java.lang.Object" : path.get(path.size() - 1);
			path.add(name);
			all++;
			families.merge(family(name, superclass, loaders.typeOf(entry.substring(slash + 1))), 1L, Long::sum);
		}
		// whoever is alone has no family
		families.values().removeIf((count) -> count < 2);
		families.keySet().removeIf(ClassFamilies::isOfTheJvm);
		families.put(ALL, all);
		return families;
	}

	/**
	 * Return the subclasses of a class.
	 * @param hierarchy what the command prints, superclasses first
	 * @param name the class
	 * @return the stable names
	 */
	static Set<String> subclasses(String hierarchy, String name) {
		Set<String> names = new HashSet<>();
		boolean below = false;
		for (String line : hierarchy.split("\n")) {
			int dashes = line.lastIndexOf("|--");
			int start = (dashes >= 0) ? dashes + 3 : 0;
			int slash = line.indexOf('/', start);
			if (slash > start) {
				String found = line.substring(start, slash);
				if (below) {
					names.add(Culprit.stableName(found));
				}
				below |= found.equals(name);
			}
		}
		return names;
	}

	private static String family(String name, String superclass, @Nullable String loader) {
		String pattern = pattern(name);
		String family = (loader != null && !ClassLoaderStatistics.isOfTheJvm(loader)) ? loader + LOADED + pattern
				: pattern;
		boolean telling = !superclass.startsWith("java.lang.") && !superclass.startsWith("jdk.")
				&& !superclass.equals(name);
		return telling ? family + " extends " + pattern(superclass) : family;
	}

	/**
	 * What the JVM generates for method handles and reflection in any warm-up. It is
	 * shared and bounded by the shapes and methods of the application.
	 */
	private static boolean isOfTheJvm(String family) {
		return family.contains("java.lang.invoke.LambdaForm$") || family.contains("java.lang.invoke.BoundMethodHandle$")
				|| family.contains("jdk.internal.reflect.Generated");
	}

	static String pattern(String name) {
		int generated = name.indexOf("$$SpringCGLIB");
		return NamePattern.of((generated >= 0) ? name : Culprit.stableName(name));
	}

}

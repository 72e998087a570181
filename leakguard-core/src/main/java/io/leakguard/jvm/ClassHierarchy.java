package io.leakguard.jvm;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a class is derived from and what is derived from it, as the JVM prints it for
 * {@code VM.class_hierarchy -i -s}. A class that was written anew, as the method timing
 * does, stands there once for each of its versions for a while.
 *
 * @param types the class, its superclasses and all their interfaces, the class first
 * @param subclasses the loaded classes that are derived from it
 */
record ClassHierarchy(List<String> types, Set<String> subclasses) {

	/**
	 * Read what was printed.
	 * @param name the class
	 * @param text what was printed, or nothing
	 * @return the hierarchy, that of the class alone if nothing was printed
	 */
	static ClassHierarchy of(String name, String text) {
		List<String> types = new ArrayList<>(List.of(name));
		Set<String> subclasses = new LinkedHashSet<>();
		boolean reached = false;
		boolean passed = false;
		for (String line : text.split("\n")) {
			String type = typeIn(line);
			boolean implemented = line.contains("implements ");
			passed |= reached && !implemented;
			reached |= !implemented && type.equals(name);
			if (type.isEmpty()) {
				continue;
			}
			if (!passed) {
				types.add(type);
			}
			else if (!implemented && !type.equals(name)) {
				subclasses.add(type);
			}
		}
		return new ClassHierarchy(List.copyOf(types), Set.copyOf(subclasses));
	}

	/** Lines such as {@code |  |--com.acme.Foo/0x0001} or {@code |  implements …}. */
	private static String typeIn(String line) {
		int slash = line.lastIndexOf('/');
		int start = slash;
		while (start > 0 && (Character.isJavaIdentifierPart(line.charAt(start - 1)) || line.charAt(start - 1) == '.')) {
			start--;
		}
		return (slash >= 0) ? line.substring(start, slash) : "";
	}

}

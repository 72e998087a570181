package io.leakguard.jvm;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What {@code VM.classloader_stats} prints: every class loader that has defined a class.
 * The command takes 0.5 to 2 ms at a safepoint for a few thousand classes.
 */
final class ClassLoaderStatistics {

	private static final String BOOT = "<boot class loader>";

	private final Map<String, String> typeByData = new HashMap<>();

	private final Map<String, Loaders> byType = new HashMap<>();

	private ClassLoaderStatistics() {
	}

	static ClassLoaderStatistics read(DiagnosticCommand command) {
		return parse(command.run("vmClassloaderStats"));
	}

	/** Lines of loader, parent, class loader data, classes, two sizes and the type. */
	static ClassLoaderStatistics parse(String text) {
		ClassLoaderStatistics statistics = new ClassLoaderStatistics();
		text.lines().forEach((line) -> {
			String[] fields = line.strip().split("\\s+", 7);
			if (fields.length == 7 && fields[0].startsWith("0x")) {
				String type = fields[6];
				statistics.typeByData.put(fields[2], type);
				statistics.byType.merge(type, new Loaders(1, Long.parseLong(fields[3])), Loaders::plus);
			}
		});
		return statistics;
	}

	/** Return the class of the loader whose data is at an address. */
	@Nullable String typeOf(String data) {
		return this.typeByData.get(data);
	}

	Map<String, Loaders> byType() {
		return this.byType;
	}

	/**
	 * Return whether a loader class belongs to the JVM: its number is bounded, or, as for
	 * those of reflection, it is of no use to name it.
	 */
	static boolean isOfTheJvm(String type) {
		return type.equals(BOOT) || type.startsWith("jdk.") || type.startsWith("sun.reflect.")
				|| type.startsWith("java.lang.");
	}

	/**
	 * The loaders of one class.
	 *
	 * @param count how many there are
	 * @param classes how many classes they have defined
	 */
	record Loaders(long count, long classes) {

		Loaders plus(Loaders other) {
			return new Loaders(this.count + other.count, this.classes + other.classes);
		}

		/** A loader made for a class or two is the by-product of a generated class. */
		boolean isForGeneratedClasses() {
			return this.classes <= 2 * this.count;
		}

	}

}

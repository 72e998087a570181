package io.leakguard.jvm;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;

import io.leakguard.population.Culprit;
import io.leakguard.population.NamePattern;

/**
 * The class loaders that live platform threads hold as their context class loaders. One
 * look needs neither a safepoint nor a stack and takes about 10 µs for a hundred threads.
 * Nothing found is kept.
 */
final class ThreadClassLoaders {

	/** Names of threads shown of one class of loaders. */
	private static final int SHOWN = 3;

	/**
	 * Whether the threads of a class answer with the field, not with code of their own.
	 */
	private final Map<Class<?>, Boolean> plain = new WeakHashMap<>();

	Map<String, Held> read() {
		Map<Class<?>, Set<ClassLoader>> loaders = new HashMap<>();
		Map<Class<?>, Set<String>> threads = new HashMap<>();
		for (Thread thread : threads()) {
			if (thread == null || !isPlain(thread.getClass())) {
				continue;
			}
			ClassLoader loader = thread.getContextClassLoader();
			if (loader == null || ClassLoaderStatistics.isOfTheJvm(loader.getClass().getName())) {
				continue;
			}
			loaders.computeIfAbsent(loader.getClass(), (type) -> Collections.newSetFromMap(new IdentityHashMap<>()))
				.add(loader);
			Set<String> names = threads.computeIfAbsent(loader.getClass(), (type) -> new TreeSet<>());
			if (names.size() < SHOWN) {
				names.add("thread \"" + NamePattern.of(thread.getName()) + "\"");
			}
		}
		Map<String, Held> held = new HashMap<>();
		loaders.forEach((type, found) -> held.merge(Culprit.nameOf(type),
				new Held(found.size(), String.join(", ", threads.getOrDefault(type, Set.of()))),
				(one, other) -> new Held(one.loaders() + other.loaders(), one.threads())));
		return held;
	}

	private static Thread[] threads() {
		ThreadGroup root = Thread.currentThread().getThreadGroup();
		while (root.getParent() != null) {
			root = root.getParent();
		}
		Thread[] threads = new Thread[root.activeCount() + 16];
		while (true) {
			int count = root.enumerate(threads, true);
			if (count < threads.length) {
				return threads;
			}
			threads = new Thread[threads.length * 2];
		}
	}

	private boolean isPlain(Class<?> type) {
		return this.plain.computeIfAbsent(type, ThreadClassLoaders::answersWithTheField);
	}

	private static boolean answersWithTheField(Class<?> type) {
		try {
			Class<?> owner = type.getMethod("getContextClassLoader").getDeclaringClass();
			return owner == Thread.class || owner.getName().startsWith("java.");
		}
		catch (NoSuchMethodException | LinkageError ex) {
			return false;
		}
	}

	/**
	 * The loaders of one class that threads hold.
	 *
	 * @param loaders how many
	 * @param threads the name patterns of some of the threads
	 */
	record Held(int loaders, String threads) {

	}

}

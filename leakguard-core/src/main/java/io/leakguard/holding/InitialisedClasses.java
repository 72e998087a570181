package io.leakguard.holding;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

/**
 * Finds classes whose static fields may be read because they are initialised already,
 * among them classes without instances. Asking must not initialise them: up to Java 21
 * {@code sun.misc.Unsafe} tells, from Java 24 on the diagnostic command
 * {@code VM.classes}; in between nothing does, and only classes with instances are
 * walked.
 * <p>
 * The names come from a diagnostic command that stops the process for some milliseconds.
 * It is issued soon only when many classes were loaded since, and so rarely even then
 * that it takes less than a hundredth of the time; else ever more rarely.
 */
final class InitialisedClasses {

	private static final int MAX_NAMES = 50_000;

	private static final int MAX_CLASSES = 5_000;

	private static final int REST = 100;

	/** Classes that are looked at whatever the time is: some milliseconds. */
	private static final int AT_ONCE = 200;

	private static final Duration LEAST_REST_WHILE_LOADING = Duration.ofSeconds(5);

	private static final Duration LONGEST_REST_WHILE_LOADING = Duration.ofMinutes(5);

	/** So many classes are loaded when a part of the application is used at first. */
	private static final int MANY = 200;

	private static final Duration LONGEST_REST = Duration.ofHours(1);

	private final HoldingSettings settings;

	private final Shapes shapes;

	private final ClassLoadingMXBean loading = ManagementFactory.getClassLoadingMXBean();

	private final @Nullable Method shouldBeInitialized;

	private final @Nullable Object unsafe;

	private final Duration rest;

	private final LongSet known = new LongSet();

	private final List<WeakReference<Class<?>>> classes = new ArrayList<>();

	/** Those of the application, few and worth most, are always looked at first. */
	private final Deque<String> names = new ArrayDeque<>();

	private final Deque<String> libraries = new ArrayDeque<>();

	private long loaded;

	private long asked;

	private long cost;

	private long idle;

	InitialisedClasses(HoldingSettings settings, Shapes shapes, Duration rest) {
		this.settings = settings;
		this.shapes = shapes;
		this.rest = rest;
		this.idle = rest.toNanos();
		Object unsafe = null;
		Method method = null;
		if (Runtime.version().feature() <= 21) {
			try {
				Class<?> type = Class.forName("sun.misc.Unsafe");
				var instance = type.getDeclaredField("theUnsafe");
				instance.setAccessible(true);
				unsafe = instance.get(null);
				method = type.getMethod("shouldBeInitialized", Class.class);
			}
			catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
				// then only classes with instances are walked
			}
		}
		this.unsafe = unsafe;
		this.shouldBeInitialized = method;
	}

	/**
	 * Look for further classes until the time is up.
	 * @param loaders where the application's classes are
	 * @param now the time as {@link System#nanoTime} gives it
	 * @param deadline when to stop
	 */
	void find(Set<ClassLoader> loaders, long now, long deadline) {
		// the many names of libraries must not keep a new class of the application
		// waiting
		if (this.names.isEmpty() && isTimeToAsk(now)) {
			this.loaded = this.loading.getTotalLoadedClassCount();
			ask();
			this.asked = System.nanoTime();
			this.cost = this.asked - now;
		}
		// a machine that is busy must not keep the application's own waiting
		for (int i = 0; !this.names.isEmpty(); i++) {
			if (i % AT_ONCE == AT_ONCE - 1 && System.nanoTime() - deadline > 0) {
				return;
			}
			look(this.names.remove(), loaders);
		}
		for (int i = 0; !this.libraries.isEmpty(); i++) {
			if (i % 16 == 15 && System.nanoTime() - deadline > 0) {
				return;
			}
			look(this.libraries.remove(), loaders);
		}
	}

	/**
	 * After many classes were loaded, soon; else ever more rarely: after minutes if there
	 * is a new class, and after an hour because one that is loaded may be initialised
	 * later.
	 */
	private boolean isTimeToAsk(long now) {
		long waited = now - this.asked;
		long least = Math.max(this.rest.toNanos(), Math.min(this.cost * REST, LEAST_REST_WHILE_LOADING.toNanos()));
		if (this.cost == 0) {
			return true;
		}
		if (waited < least) {
			return false;
		}
		long more = this.loading.getTotalLoadedClassCount() - this.loaded;
		if (more >= MANY) {
			this.idle = this.rest.toNanos();
			return true;
		}
		Duration longest = (more > 0) ? LONGEST_REST_WHILE_LOADING : LONGEST_REST;
		if (waited < Math.min(this.idle, longest.toNanos())) {
			return false;
		}
		this.idle = Math.min(this.idle * 2, LONGEST_REST.toNanos());
		return true;
	}

	List<Class<?>> classes() {
		List<Class<?>> found = new ArrayList<>(this.classes.size());
		for (Iterator<WeakReference<Class<?>>> each = this.classes.iterator(); each.hasNext();) {
			Class<?> type = each.next().get();
			if (type != null) {
				found.add(type);
			}
			else {
				each.remove();
			}
		}
		return found;
	}

	private void ask() {
		if (this.shouldBeInitialized != null) {
			names(diagnose("vmClassHierarchy"), false);
		}
		else if (Runtime.version().feature() >= 24) {
			names(diagnose("vmClasses"), true);
		}
	}

	private void names(String answer, boolean withState) {
		// they are all in the answer again
		this.libraries.clear();
		for (int from = 0; from < answer.length();) {
			int end = answer.indexOf('\n', from);
			end = (end < 0) ? answer.length() : end;
			String name = withState ? nameOfInitialised(answer, from, end) : nameInHierarchy(answer, from, end);
			if (name != null && this.known.size() < MAX_NAMES && !this.known.contains(hash(name)) && isWanted(name)) {
				if (this.settings.isLibrary(name)) {
					this.libraries.add(name);
				}
				else {
					this.names.add(name);
				}
			}
			from = end + 1;
		}
	}

	/** {@code |  |--com.acme.Foo/0x00007f56e81252b0 (intf)}. */
	private static @Nullable String nameInHierarchy(String answer, int from, int end) {
		int dashes = answer.indexOf("--", from);
		int slash = answer.indexOf('/', from);
		if (dashes < 0 || dashes > end || slash < 0 || slash > end || answer.startsWith("/null", slash)) {
			return null;
		}
		// an interface has no state worth looking for; a hidden class has a second slash
		boolean odd = answer.charAt(end - 1) == ')' || answer.lastIndexOf('/', end - 1) != slash;
		return odd ? null : answer.substring(dashes + 2, slash);
	}

	/** {@code 0x000000003b157400 66 fully_initialized W com.acme.Foo}. */
	private static @Nullable String nameOfInitialised(String answer, int from, int end) {
		int state = answer.indexOf("fully_initialized", from);
		if (state < 0 || state > end) {
			return null;
		}
		String name = answer.substring(from, end).stripTrailing();
		name = name.substring(name.lastIndexOf(' ') + 1);
		return (name.indexOf('/') >= 0 || name.startsWith("[")) ? null : name;
	}

	/** FNV-1a, of 64 bits: two of some thousand names have one in no application. */
	private static long hash(String name) {
		long hash = 0xCBF29CE484222325L;
		for (int i = 0; i < name.length(); i++) {
			hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
		}
		return (hash != 0) ? hash : 1;
	}

	private boolean isWanted(String name) {
		return !HoldingSettings.isJdk(name) && !name.contains("$$") && !this.settings.isExcluded(name)
				&& !(name.startsWith("org.springframework.") && this.settings.isLibrary(name));
	}

	private void look(String name, Set<ClassLoader> loaders) {
		for (ClassLoader loader : loaders) {
			try {
				Class<?> type = Class.forName(name, false, loader);
				if (!isInitialised(type)) {
					return;
				}
				this.known.add(hash(name));
				if (!this.shapes.of(type).statics().isEmpty() && this.classes.size() < MAX_CLASSES) {
					this.classes.add(new WeakReference<>(type));
				}
				return;
			}
			catch (ClassNotFoundException | LinkageError | RuntimeException ex) {
				// it belongs to another class loader
			}
		}
		this.known.add(hash(name));
	}

	private boolean isInitialised(Class<?> type) {
		if (this.shouldBeInitialized == null) {
			return true;
		}
		try {
			return Boolean.FALSE.equals(this.shouldBeInitialized.invoke(this.unsafe, type));
		}
		catch (ReflectiveOperationException ex) {
			return false;
		}
	}

	private static String diagnose(String command) {
		try {
			MBeanServer server = ManagementFactory.getPlatformMBeanServer();
			Object answer = server.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), command,
					new Object[] { new String[0] }, new String[] { String[].class.getName() });
			return (answer != null) ? answer.toString() : "";
		}
		catch (JMException | RuntimeException ex) {
			return "";
		}
	}

	static Set<ClassLoader> loadersOf(Iterable<Root> roots) {
		Set<ClassLoader> loaders = new LinkedHashSet<>();
		for (Root root : roots) {
			ClassLoader loader = root.object().getClass().getClassLoader();
			if (root.isApplication() && loader != null && loaders.size() < 8) {
				loaders.add(loader);
			}
		}
		return loaders;
	}

}

package io.leakguard.holding;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Looks at what the wrappers of {@code java.util.Collections} wrap, straight at their
 * fields: even to ask a collection for its spliterator, or a map for its keys, is a call
 * of foreign code if it is foreign, and a lazy one may run SQL then. That needs
 * {@code sun.misc.Unsafe}, which warns from Java 24 on; there nothing is known.
 */
final class Wrapped {

	/** A wrapper of a wrapper of a wrapper is not met in practice. */
	private static final int DEPTH = 4;

	private static final @Nullable Wrapped READER = create();

	private final Object unsafe;

	private final Method getObject;

	private final Map<Class<?>, Long> offsets = new HashMap<>();

	private Wrapped(Object unsafe) throws ReflectiveOperationException {
		this.unsafe = unsafe;
		this.getObject = unsafe.getClass().getMethod("getObject", Object.class, long.class);
		add("SynchronizedCollection", "c");
		add("UnmodifiableCollection", "c");
		add("SynchronizedMap", "m");
		add("SetFromMap", "m");
	}

	private static @Nullable Wrapped create() {
		if (Runtime.version().feature() >= 24) {
			return null;
		}
		try {
			Field instance = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
			instance.setAccessible(true);
			return new Wrapped(instance.get(null));
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			return null;
		}
	}

	private void add(String wrapper, String field) throws ReflectiveOperationException {
		Class<?> type = Class.forName("java.util.Collections$" + wrapper, false, null);
		Method offset = this.unsafe.getClass().getMethod("objectFieldOffset", Field.class);
		this.offsets.put(type, (Long) offset.invoke(this.unsafe, type.getDeclaredField(field)));
	}

	/**
	 * Return whether a wrapper is known to wrap a collection that cannot be read.
	 * @param wrapper the wrapper
	 * @return whether it must not be asked for anything
	 */
	static boolean isForeign(Object wrapper) {
		Wrapped reader = READER;
		Object within = (reader != null) ? reader.within(wrapper) : null;
		return within != null && !Shapes.isJdk(within.getClass()) && Containers.of(within.getClass()) == null;
	}

	private @Nullable Object within(Object wrapper) {
		Object within = wrapper;
		for (int depth = 0; depth < DEPTH && within != null; depth++) {
			Long offset = offset(within.getClass());
			if (offset == null) {
				return within;
			}
			within = read(within, offset);
		}
		return within;
	}

	private @Nullable Long offset(Class<?> type) {
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			Long offset = this.offsets.get(each);
			if (offset != null) {
				return offset;
			}
		}
		return null;
	}

	private @Nullable Object read(Object wrapper, long offset) {
		try {
			return this.getObject.invoke(this.unsafe, wrapper, offset);
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

}

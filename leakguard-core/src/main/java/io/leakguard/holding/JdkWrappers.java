package io.leakguard.holding;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Looks at what the wrappers of {@code java.util.Collections} wrap, straight at their
 * fields: even to ask a collection for its spliterator, or a map for its keys, is a call
 * of foreign code if it is foreign, and a lazy one may run SQL then. Where
 * {@link UnsafeFields} reads none, nothing is known.
 */
final class JdkWrappers {

	/** A wrapper of a wrapper of a wrapper is not met in practice. */
	private static final int DEPTH = 4;

	private static final @Nullable JdkWrappers READER = UnsafeFields.reader(JdkWrappers::new);

	private final UnsafeFields fields;

	private final Map<Class<?>, Long> offsets = new HashMap<>();

	private JdkWrappers(UnsafeFields fields) throws ReflectiveOperationException {
		this.fields = fields;
		add("SynchronizedCollection", "c");
		add("UnmodifiableCollection", "c");
		add("SynchronizedMap", "m");
		add("SetFromMap", "m");
	}

	private void add(String wrapper, String field) throws ReflectiveOperationException {
		Class<?> type = Class.forName("java.util.Collections$" + wrapper, false, null);
		this.offsets.put(type, this.fields.offset(type, field));
	}

	/**
	 * Return whether a wrapper is known to wrap a collection that cannot be read.
	 * @param wrapper the wrapper
	 * @return whether it must not be asked for anything
	 */
	static boolean isForeign(Object wrapper) {
		JdkWrappers reader = READER;
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
			return this.fields.objectAt(wrapper, offset);
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

}

package io.leakguard.holding;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * Reads fields of the JDK's collections without a call of their code. That needs
 * {@code sun.misc.Unsafe}, which warns from Java 24 on; there it reads nothing.
 */
final class UnsafeFields {

	private final Object unsafe;

	private final Method getInt;

	private final Method getObject;

	private final Method objectFieldOffset;

	private UnsafeFields(Object unsafe) throws ReflectiveOperationException {
		this.unsafe = unsafe;
		Class<?> type = unsafe.getClass();
		this.getInt = type.getMethod("getInt", Object.class, long.class);
		this.getObject = type.getMethod("getObject", Object.class, long.class);
		this.objectFieldOffset = type.getMethod("objectFieldOffset", Field.class);
	}

	/**
	 * Create what reads with them.
	 * @param <T> the type of the reader
	 * @param factory creates it
	 * @return the reader, {@code null} where fields cannot be read
	 */
	static <T> @Nullable T reader(Factory<T> factory) {
		if (Runtime.version().feature() >= 24) {
			return null;
		}
		try {
			Field instance = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
			instance.setAccessible(true);
			return factory.create(new UnsafeFields(instance.get(null)));
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			return null;
		}
	}

	long offset(Class<?> type, String field) throws ReflectiveOperationException {
		return (long) this.objectFieldOffset.invoke(this.unsafe, type.getDeclaredField(field));
	}

	int intAt(Object owner, long offset) throws ReflectiveOperationException {
		return (int) this.getInt.invoke(this.unsafe, owner, offset);
	}

	@Nullable Object objectAt(Object owner, long offset) throws ReflectiveOperationException {
		return this.getObject.invoke(this.unsafe, owner, offset);
	}

	/**
	 * Creates a reader, which looks up its offsets.
	 *
	 * @param <T> the type of the reader
	 */
	@FunctionalInterface
	interface Factory<T> {

		T create(UnsafeFields fields) throws ReflectiveOperationException;

	}

}

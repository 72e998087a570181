package io.leakguard.autoconfigure.probe;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.EventListener;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.leakguard.population.Culprit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what an object is that a library has wrapped, so that the finding names the
 * class of the application and not the adapter of the library. Reads fields of library
 * classes only and calls nothing.
 */
public final class Wrapped {

	private static final int MAX_DEPTH = 6;

	private static final List<String> LIBRARIES = List.of("org.springframework.", "reactor.", "io.micrometer.",
			"com.google.common.");

	private Wrapped() {
	}

	/**
	 * Return the culprit that an object speaks of.
	 * @param object the object, perhaps an adapter
	 * @return the innermost class that is none of a library, or the object's own class
	 */
	public static Culprit culprit(Object object) {
		Object current = object;
		for (int depth = 0; depth < MAX_DEPTH && isOfLibrary(current.getClass()); depth++) {
			Method method = methodIn(current);
			if (method != null) {
				return Culprit.ofType(Culprit.nameOf(method.getDeclaringClass()) + "." + method.getName());
			}
			Object inner = innerOf(current);
			if (inner == null) {
				break;
			}
			current = inner;
		}
		return Culprit.ofType(isOfLibrary(current.getClass()) ? object.getClass() : current.getClass());
	}

	private static boolean isOfLibrary(Class<?> type) {
		String name = type.getName();
		for (String library : LIBRARIES) {
			if (name.startsWith(library)) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable Method methodIn(Object adapter) {
		return (Method) read(adapter, (type) -> type == Method.class);
	}

	private static @Nullable Object innerOf(Object adapter) {
		return read(adapter, Wrapped::isBehaviour);
	}

	private static @Nullable Object read(Object adapter, Predicate<Class<?>> wanted) {
		for (Class<?> type = adapter.getClass(); type != null && isOfLibrary(type); type = type.getSuperclass()) {
			for (Field field : fieldsOf(type)) {
				if (!Modifier.isStatic(field.getModifiers()) && wanted.test(field.getType())) {
					Object value = readField(field, adapter);
					if (value != null) {
						return value;
					}
				}
			}
		}
		return null;
	}

	private static boolean isBehaviour(Class<?> type) {
		return Runnable.class.isAssignableFrom(type) || Callable.class.isAssignableFrom(type)
				|| Consumer.class.isAssignableFrom(type) || EventListener.class.isAssignableFrom(type);
	}

	private static Field[] fieldsOf(Class<?> type) {
		try {
			return type.getDeclaredFields();
		}
		catch (LinkageError ex) {
			return new Field[0];
		}
	}

	private static @Nullable Object readField(Field field, Object target) {
		try {
			return field.trySetAccessible() ? field.get(target) : null;
		}
		catch (IllegalAccessException | InaccessibleObjectException ex) {
			return null;
		}
	}

}

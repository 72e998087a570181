package io.leakguard.holding;

import java.lang.reflect.InvocationTargetException;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * Calls a public method of a listed class that may be absent, such as one of a JDK module
 * that the application runs without.
 */
final class PublicCall {

	private PublicCall() {
	}

	static ToLongFunction<Object> of(Class<?> type, String method) {
		return (it) -> (call(it, method) instanceof Number number) ? number.longValue() : -1;
	}

	static @Nullable Object call(Object owner, String method) {
		try {
			var found = owner.getClass().getMethod(method);
			found.trySetAccessible();
			return found.invoke(owner);
		}
		catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

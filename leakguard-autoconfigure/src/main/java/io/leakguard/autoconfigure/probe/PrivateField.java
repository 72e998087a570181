package io.leakguard.autoconfigure.probe;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;

import io.leakguard.population.Probe.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * A field of a library class that is read because the library has no accessor. Never of a
 * JDK class. If it is not there or not readable in this version, the probe is
 * unavailable.
 */
public final class PrivateField {

	private final Field field;

	private PrivateField(Field field) {
		this.field = field;
	}

	/**
	 * Find a field.
	 * @param declaring the class that declares it or a subclass
	 * @param name its name
	 * @return the field
	 * @throws UnavailableException if there is no such field or it is not readable
	 */
	public static PrivateField of(Class<?> declaring, String name) {
		PrivateField found = find(declaring, name);
		if (found == null) {
			throw new UnavailableException("'" + declaring.getName() + "." + name + "' is not readable");
		}
		return found;
	}

	/**
	 * Find a field that may be missing.
	 * @param declaring the class that declares it or a subclass
	 * @param name its name
	 * @return the field or {@code null}
	 */
	public static @Nullable PrivateField find(Class<?> declaring, String name) {
		for (Class<?> type = declaring; type != null && type != Object.class; type = type.getSuperclass()) {
			try {
				Field field = type.getDeclaredField(name);
				return field.trySetAccessible() ? new PrivateField(field) : null;
			}
			catch (NoSuchFieldException ex) {
				// perhaps its superclass
			}
			catch (SecurityException | InaccessibleObjectException | LinkageError ex) {
				return null;
			}
		}
		return null;
	}

	/**
	 * Read the field.
	 * @param target the object, or {@code null} if the field is static
	 * @return the value
	 */
	public @Nullable Object get(@Nullable Object target) {
		try {
			return this.field.get(target);
		}
		catch (IllegalAccessException ex) {
			throw new UnavailableException("'" + this.field + "' is not readable");
		}
	}

	/**
	 * Write the field.
	 * @param target the object
	 * @param value the new value
	 */
	public void set(Object target, @Nullable Object value) {
		try {
			this.field.set(target, value);
		}
		catch (IllegalAccessException ex) {
			throw new UnavailableException("'" + this.field + "' is not writable");
		}
	}

}

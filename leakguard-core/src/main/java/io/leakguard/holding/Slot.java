package io.leakguard.holding;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;

/**
 * A field that can be read and that may lead to a collection.
 *
 * @param field the accessible field
 * @param declarer the stable name of the class that declares it
 */
record Slot(Field field, String declarer) {

	/**
	 * Read the field. Runs no code of the application.
	 * @param owner the object, or anything for a static field
	 * @return the value, {@code null} also if it cannot be read
	 */
	@Nullable Object read(Object owner) {
		try {
			return this.field.get(owner);
		}
		catch (IllegalAccessException | RuntimeException | LinkageError ex) {
			return null;
		}
	}

	String name() {
		return this.field.getName();
	}

	boolean isFinal() {
		return Modifier.isFinal(this.field.getModifiers());
	}

	boolean isStatic() {
		return Modifier.isStatic(this.field.getModifiers());
	}

}

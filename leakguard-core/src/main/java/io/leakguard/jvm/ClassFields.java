package io.leakguard.jvm;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

/**
 * Whether objects of one class refer to those of another by a field, such as the one that
 * an inner class has of its outer one. Asked for classes that have objects, so that
 * nothing is loaded or initialised by it that is not already; only those are found that
 * this library's class loader sees. Thread-safe.
 */
final class ClassFields {

	private ClassFields() {
	}

	/**
	 * Return whether a class has a field of a type.
	 * @param owner the name of the class
	 * @param type the name of the type
	 * @return whether it has; {@code false} if it cannot be seen
	 */
	static boolean refer(String owner, String type) {
		if (owner.equals(type) || owner.endsWith("[]") || owner.contains("$$")) {
			return false;
		}
		try {
			for (Field field : Class.forName(owner, false, ClassFields.class.getClassLoader()).getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers()) && field.getType().getName().equals(type)) {
					return true;
				}
			}
			return false;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// of another class loader, or a field whose class is not there
			return false;
		}
	}

}

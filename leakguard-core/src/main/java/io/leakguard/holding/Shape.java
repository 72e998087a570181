package io.leakguard.holding;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the walk needs to know of a class: worked out once for each.
 *
 * @param name the stable name of the class
 * @param application whether it is a class of the application
 * @param container how to read its instances' size, if they are collections
 * @param fields the instance fields to follow, empty for a class that is not looked into
 * @param statics the static fields to follow that the class declares; they may be read
 * only if the class is known to be initialised
 */
record Shape(String name, boolean application, @Nullable Container container, List<Slot> fields, List<Slot> statics) {

	boolean isOpaque() {
		return this.fields.isEmpty() && this.statics.isEmpty() && this.container == null;
	}

	/**
	 * Return the class name without package and enclosing classes' package, as it is
	 * written in a path.
	 * @return the short name
	 */
	String shortName() {
		return shorten(this.name);
	}

	static String shorten(String className) {
		return className.substring(className.lastIndexOf('.') + 1);
	}

}

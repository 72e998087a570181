package io.leakguard.evidence;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One live object that the flight recorder sampled, and the path that holds it. Class,
 * field and method names only, never values.
 *
 * @param type the class of the object
 * @param age how long it has lived
 * @param bytes its size if it is known, else 0
 * @param site the first application frame that allocated it, if known
 * @param stack where it was allocated, the innermost frame first
 * @param root what the path begins with, such as {@code "static field"} or
 * {@code "thread main: stack variable"}
 * @param path the references from the root to the object
 */
record ReferenceSample(String type, Duration age, long bytes, @Nullable String site, List<String> stack, String root,
		List<Link> path) {

	/**
	 * One reference.
	 *
	 * @param owner the class of the object that refers
	 * @param label the field, {@code []} for an element of an array
	 * @param isStatic whether it is a static field
	 * @param target the class of the object that is referred to
	 * @param index the index in the array, -1 if it is none
	 * @param size the length of the array, -1 if it is none
	 */
	record Link(String owner, String label, boolean isStatic, String target, int index, int size) {

		/** Return what an operator would call it: {@code Router.clients}. */
		String text() {
			if (this.label.equals("[]")) {
				return this.owner;
			}
			return this.owner.substring(this.owner.lastIndexOf('.') + 1) + "." + this.label;
		}

		/** Return the meaning of a field that the compiler named. */
		String meaning() {
			if (this.label.startsWith("arg$")) {
				return "captured variable " + this.label.substring(4);
			}
			if (this.label.startsWith("val$")) {
				return "captured variable '" + this.label.substring(4) + "'";
			}
			if (this.label.startsWith("this$")) {
				return "enclosing instance";
			}
			if (this.label.equals("[]")) {
				return "array element";
			}
			return this.isStatic ? "static field" : "field";
		}

	}

}

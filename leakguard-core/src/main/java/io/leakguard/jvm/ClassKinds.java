package io.leakguard.jvm;

import java.util.regex.Pattern;

import io.leakguard.population.Kind;

/**
 * What it tells of a leak that objects of a class pile up, by what the class is and
 * implements.
 */
final class ClassKinds {

	private static final Pattern CALLBACK = Pattern
		.compile(".*(Listener|Handler|Observer|Subscriber|Callback|Hook|Appender|Interceptor|EventConsumer)");

	private static final Pattern SUBSCRIPTION = Pattern.compile(".*(Subscription|Disposable|Registration)");

	private static final Pattern SESSION = Pattern.compile(".*(Session|Emitter|DeferredResult)");

	private ClassKinds() {
	}

	/**
	 * Return the kind.
	 * @param name the class
	 * @param hierarchy what {@code VM.class_hierarchy -i -s} prints for it, or nothing
	 * @return the kind, that of a growing heap if the class tells nothing else
	 */
	static Kind of(String name, String hierarchy) {
		for (String type : ClassHierarchy.of(name, hierarchy).types()) {
			String simple = type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
			if (type.equals("java.lang.Thread") || CALLBACK.matcher(simple).matches()) {
				return Kind.LISTENER_NOT_REMOVED;
			}
			if (SUBSCRIPTION.matcher(simple).matches()) {
				return Kind.SUBSCRIPTION_NOT_CANCELLED;
			}
			if (type.equals("java.sql.Driver")) {
				return Kind.REGISTRY_GROWS;
			}
			if (type.equals("java.lang.ClassLoader")) {
				return Kind.CLASS_LOADER_RETAINED;
			}
			// without a timer for each, they wait in the queue of one that is shared
			if (type.equals("java.util.TimerTask")) {
				return Kind.CANCELLED_TASKS_RETAINED;
			}
			if (SESSION.matcher(simple).matches()) {
				return Kind.SESSION_RETAINED;
			}
		}
		return Kind.HEAP_GROWS;
	}

}

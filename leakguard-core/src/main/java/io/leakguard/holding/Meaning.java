package io.leakguard.holding;

import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EventListener;
import java.util.HashSet;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import io.leakguard.holding.Container.Form;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What a collection is for, read from what is in it, what it is called and what it is.
 *
 * @param kind the kind of leak it would be if it grew without end
 * @param type the class that its members are about
 * @param contents a clause that describes it, such as
 * {@code ConcurrentHashMap<String, com.acme.Session>}
 */
record Meaning(Kind kind, String type, String contents) {

	private static final Pattern SESSION = Pattern
		.compile(".*(Session|Emitter|AsyncContext|DeferredResult|WebSocket|StreamObserver|ClientConnection)");

	private static final Pattern SUBSCRIPTION = Pattern.compile(".*(Disposable|Subscription|CoreSubscriber)");

	private static final Pattern LISTENER = Pattern
		.compile(".*(Listener|Callback|Handler|Observer|Subscriber|Hook|Watcher|Interceptor)");

	private static final Pattern LISTENERS = Pattern.compile(
			".*(listener|callback|handler|observer|subscriber|hook|watcher|consumer)s?(by.*|map|list|set)?(\\[\\])*");

	/** What keeps results; what is in memory is not for that reason a memo. */
	private static final Pattern CACHES = Pattern.compile("cache|memo(?!r)");

	private static final Pattern QUEUES = Pattern.compile("queue|task|job|pending|waiting|backlog|inbox|outbox");

	private static final Pattern KEY = Pattern.compile(".*(Key|Id|Identifier|Params|Criteria|Signature|Coordinates)");

	private static final Set<String> PLAIN = Set.of("java.lang.", "java.time.", "java.math.", "java.util.UUID",
			"java.util.Date", "java.net.URI", "java.util.Locale", "java.util.Optional");

	static Meaning of(Place place, Container container, Class<?> collection, Members members) {
		return new Meaning(kind(place, container, collection, members), type(place.type(), members),
				contents(collection, members));
	}

	private static Kind kind(Place place, Container container, Class<?> collection, Members members) {
		Form form = container.form();
		if (members.most(members.keysInValues())) {
			return Kind.WEAK_KEY_HELD_BY_VALUE;
		}
		if (members.most(members.references())) {
			return Kind.REFERENCE_QUEUE_NOT_DRAINED;
		}
		if (members.most(members.cancelled())) {
			return Kind.CANCELLED_TASKS_RETAINED;
		}
		if (form == Form.CACHE) {
			return Kind.CACHE_UNBOUNDED;
		}
		Kind byMembers = byMembers(place.fields(), form, members);
		if (byMembers != null) {
			return byMembers;
		}
		if (form == Form.QUEUE) {
			return isBetweenThreads(place.fields(), collection, members.element()) ? Kind.QUEUE_GROWS
					: Kind.COLLECTION_GROWS;
		}
		if (hasKeysWithoutEquals(form, members)) {
			return Kind.KEY_WITHOUT_EQUALS;
		}
		String name = (Shape.shorten(place.type()) + "." + place.fields()).toLowerCase(Locale.ROOT);
		if (CACHES.matcher(name).find()) {
			return Kind.CACHE_UNBOUNDED;
		}
		return name.contains("registr") ? Kind.REGISTRY_GROWS : Kind.COLLECTION_GROWS;
	}

	/**
	 * A deque that only one thread may use is a list of what happened, unless what is in
	 * it is to be run or its name says that it is a queue.
	 */
	private static boolean isBetweenThreads(String fields, Class<?> collection, @Nullable Class<?> element) {
		return (collection != ArrayDeque.class && collection != PriorityQueue.class) || isOf(element, Runnable.class)
				|| isOf(element, Callable.class) || QUEUES.matcher(fields.toLowerCase(Locale.ROOT)).find();
	}

	private static @Nullable Kind byMembers(String fields, Form form, Members members) {
		Class<?> element = members.element();
		if (isA(members.key(), SESSION) || isA(element, SESSION)) {
			return Kind.SESSION_RETAINED;
		}
		if (isA(element, SUBSCRIPTION)) {
			return Kind.SUBSCRIPTION_NOT_CANCELLED;
		}
		if (isExecutor(element)) {
			return Kind.EXECUTOR_NOT_SHUT_DOWN;
		}
		if (element == Timer.class) {
			return Kind.TIMER_NOT_CANCELLED;
		}
		if (isOf(element, ClassLoader.class)) {
			return Kind.CLASS_LOADER_RETAINED;
		}
		if (isOf(element, Deflater.class) || isOf(element, Inflater.class)) {
			return Kind.NATIVE_MEMORY_GROWS;
		}
		boolean lambda = element != null && element.isHidden() && form != Form.QUEUE;
		if (form == Form.CALLBACKS || lambda || isOf(element, EventListener.class) || isA(element, LISTENER)
				|| LISTENERS.matcher(fields.toLowerCase(Locale.ROOT)).find()) {
			return Kind.LISTENER_NOT_REMOVED;
		}
		return null;
	}

	private static boolean isExecutor(@Nullable Class<?> element) {
		return isOf(element, Executor.class);
	}

	/**
	 * A map's key class without equality is a mistake if its objects are made to be
	 * looked up by: a few plain values and nothing else. An object with a life of its own
	 * is a good key by identity. An array never is one.
	 */
	private static boolean hasKeysWithoutEquals(Form form, Members members) {
		Class<?> key = (form == Form.MAP) ? members.key() : (form == Form.SET) ? members.element() : null;
		if (key == null) {
			return false;
		}
		if (key.isArray()) {
			return true;
		}
		return !Shapes.isJdk(key) && !key.isHidden() && hasIdentityOnly(key)
				&& ((form == Form.MAP) ? isPlain(key) : KEY.matcher(key.getSimpleName()).matches());
	}

	private static boolean hasIdentityOnly(Class<?> key) {
		try {
			return !key.isEnum() && key.getMethod("hashCode").getDeclaringClass() == Object.class
					|| key.getMethod("equals", Object.class).getDeclaringClass() == Object.class;
		}
		catch (NoSuchMethodException | LinkageError ex) {
			return false;
		}
	}

	private static boolean isPlain(Class<?> key) {
		try {
			boolean any = false;
			for (Class<?> type = key; type != null && type != Object.class; type = type.getSuperclass()) {
				for (var field : type.getDeclaredFields()) {
					if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
						any = true;
						if (!isPlainType(field.getType())) {
							return false;
						}
					}
				}
			}
			return any;
		}
		catch (LinkageError ex) {
			return false;
		}
	}

	private static boolean isPlainType(Class<?> type) {
		if (type.isPrimitive() || type.isEnum() || type.isRecord() || type == Class.class) {
			return true;
		}
		return type != Object.class && type != Thread.class && type != Runnable.class
				&& PLAIN.stream().anyMatch((prefix) -> type.getName().startsWith(prefix));
	}

	/**
	 * Members of the JDK say nothing about who made them; then it is the class that has
	 * the collection.
	 */
	private static String type(String declarer, Members members) {
		for (Class<?> each : new Class<?>[] { members.subject(), members.element(), members.key() }) {
			if (each != null && !Shapes.isJdk(each) && !each.isArray()) {
				return Culprit.nameOf(each);
			}
		}
		return declarer;
	}

	private static String contents(Class<?> collection, Members members) {
		StringBuilder text = new StringBuilder(Shape.shorten(Culprit.nameOf(collection)));
		if (collection.isArray()) {
			text = new StringBuilder("array");
		}
		String element = label(members.element());
		if (members.subject() != null && members.subject() != members.element()) {
			element += " for " + label(members.subject());
		}
		if (members.key() != null) {
			String names = (members.names() != null) ? " like " + members.names() : "";
			text.append('<').append(label(members.key())).append(names).append(", ").append(element).append('>');
		}
		else if (members.element() != null) {
			text.append(" of ").append(element);
		}
		add(text, members.keysInValues(), members, "values lead back to their weak key");
		add(text, members.cleared(), members, "references are cleared and still held");
		add(text, members.cancelled(), members, "tasks are cancelled");
		add(text, members.pending() - members.cancelled(), members, "futures are incomplete");
		if (members.key() != null && !Shapes.isJdk(members.key()) && hasIdentityOnly(members.key())) {
			text.append("; the key class has no equals and hashCode of its own");
		}
		return text.toString();
	}

	private static void add(StringBuilder text, int some, Members members, String what) {
		if (some > 0) {
			text.append("; ").append(some).append(" of ").append(members.looked()).append(' ').append(what);
		}
	}

	private static String label(@Nullable Class<?> type) {
		return (type == null) ? "?" : type.isArray() ? type.getTypeName()
				: type.getName().startsWith("java.lang.") ? type.getSimpleName() : Culprit.nameOf(type);
	}

	private static boolean isOf(@Nullable Class<?> type, Class<?> wanted) {
		return type != null && wanted.isAssignableFrom(type);
	}

	private static boolean isA(@Nullable Class<?> type, Pattern name) {
		return type != null && !type.isArray()
				&& anySupertype(type, (each) -> name.matcher(Culprit.nameOf(each)).matches());
	}

	private static boolean anySupertype(Class<?> type, Predicate<Class<?>> wanted) {
		Deque<Class<?>> open = new ArrayDeque<>();
		Set<Class<?>> seen = new HashSet<>();
		open.add(type);
		while (!open.isEmpty()) {
			Class<?> each = open.remove();
			if (each == Object.class || !seen.add(each)) {
				continue;
			}
			if (wanted.test(each)) {
				return true;
			}
			if (each.getSuperclass() != null) {
				open.add(each.getSuperclass());
			}
			for (Class<?> next : each.getInterfaces()) {
				open.add(next);
			}
		}
		return false;
	}

}

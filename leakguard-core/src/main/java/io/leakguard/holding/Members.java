package io.leakguard.holding;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import io.leakguard.population.NamePattern;
import org.jspecify.annotations.Nullable;

/**
 * What a few members of a collection look like. Names of classes and counts; no member is
 * called or kept.
 *
 * @param key the most frequent class of a map's keys
 * @param names the pattern that most of a map's keys share, if they are names that vary
 * and may be told
 * @param element the most frequent class of the elements or values, as they are
 * @param subject the class of the application that the elements are about: an element of
 * a library's inner class stands for what it wraps
 * @param looked how many members were looked at
 * @param keysInValues how many values lead back to their key
 * @param references how many elements are references of a class of the application's own,
 * or have lost their referent
 * @param cleared how many elements are references that have lost their referent
 * @param pending how many are futures that are not complete
 * @param cancelled how many are futures that were cancelled
 */
record Members(@Nullable Class<?> key, @Nullable String names, @Nullable Class<?> element, @Nullable Class<?> subject,
		int looked, int keysInValues, int references, int cleared, int pending, int cancelled) {

	/** How many members are looked at: enough for a majority, few enough to be free. */
	static final int LOOKED_AT = 32;

	/** How deep a value is searched for its key. */
	private static final int BACK_REFERENCE_DEPTH = 3;

	private static final int SEARCHED = 64;

	/** What is longer is no name but a text. */
	private static final int LONGEST_NAME = 128;

	static final Members UNKNOWN = new Members(null, null, null, null, 0, 0, 0, 0, 0, 0);

	/**
	 * Look at some members.
	 * @param container how to read the collection
	 * @param collection the collection
	 * @param shapes the shapes of classes
	 * @param named whether keys are names of things rather than values of the application
	 * @return what they look like
	 */
	static Members of(Container container, Object collection, Shapes shapes, boolean named) {
		return new Look(shapes, container.hasWeakKeys(), named).at(container, collection);
	}

	boolean most(int some) {
		return some > 0 && some * 2 >= this.looked;
	}

	/** One look at one collection. */
	private static final class Look {

		private final Shapes shapes;

		private final boolean weakKeys;

		private final boolean named;

		private final Map<String, Integer> patterns = new HashMap<>();

		private final Map<Class<?>, Integer> keys = new HashMap<>();

		private final Map<Class<?>, Integer> elements = new HashMap<>();

		private final Map<Class<?>, Integer> subjects = new HashMap<>();

		private int looked;

		private int keysInValues;

		private int references;

		private int cleared;

		private int pending;

		private int cancelled;

		Look(Shapes shapes, boolean weakKeys, boolean named) {
			this.shapes = shapes;
			this.weakKeys = weakKeys;
			this.named = named;
		}

		Members at(Container container, Object collection) {
			try {
				Iterator<?> members = container.members(collection);
				while (members != null && this.looked < LOOKED_AT && members.hasNext()) {
					Object member = members.next();
					this.looked++;
					if (member instanceof Map.Entry<?, ?> entry && container.isMap()) {
						entry(entry.getKey(), entry.getValue());
					}
					else {
						element(member);
					}
				}
			}
			catch (RuntimeException | LinkageError ex) {
				// the application changed it meanwhile: what was seen will do
			}
			return new Members(most(this.keys), names(), most(this.elements), most(this.subjects), this.looked,
					this.keysInValues, this.references, this.cleared, this.pending, this.cancelled);
		}

		private void entry(@Nullable Object key, @Nullable Object value) {
			if (key != null) {
				this.keys.merge(key.getClass(), 1, Integer::sum);
			}
			if (this.named && key instanceof String name && name.length() <= LONGEST_NAME) {
				this.patterns.merge(NamePattern.of(name), 1, Integer::sum);
			}
			if (this.weakKeys && key != null && value != null && leadsTo(value, key, BACK_REFERENCE_DEPTH)) {
				this.keysInValues++;
			}
			element(value);
		}

		private void element(@Nullable Object element) {
			if (element == null) {
				return;
			}
			this.elements.merge(element.getClass(), 1, Integer::sum);
			this.subjects.merge(subject(element, 2), 1, Integer::sum);
			if (element instanceof Reference<?> reference && isOwnReference(element.getClass())) {
				boolean cleared = reference.refersTo(null);
				// who makes a class of references has a queue for them
				this.references += (cleared || this.shapes.isApplication(element.getClass())) ? 1 : 0;
				this.cleared += cleared ? 1 : 0;
			}
			if (element instanceof Future<?> future && isKnownFuture(element.getClass())) {
				this.pending += future.isDone() ? 0 : 1;
				this.cancelled += future.isCancelled() ? 1 : 0;
			}
		}

		/** Not the entries of a library's weak map, which purges them itself. */
		private boolean isOwnReference(Class<?> type) {
			return Shapes.isJdk(type) || this.shapes.isApplication(type);
		}

		private static boolean isKnownFuture(Class<?> type) {
			return type == CompletableFuture.class || type.getName().equals("java.util.concurrent.FutureTask")
					|| type.getName().startsWith("java.util.concurrent.ScheduledThreadPoolExecutor$");
		}

		private Class<?> subject(Object element, int depth) {
			if (element instanceof Reference<?> reference && Shapes.isJdk(element.getClass())) {
				Object referent = reference.get();
				return (referent != null) ? referent.getClass() : element.getClass();
			}
			Shape shape = this.shapes.of(element.getClass());
			// a public class of a library is a thing of its own
			if (shape.application() || depth == 0 || shape.isOpaque()
					|| java.lang.reflect.Modifier.isPublic(element.getClass().getModifiers())) {
				return element.getClass();
			}
			for (Slot slot : shape.fields()) {
				Object value = slot.read(element);
				if (value != null && this.shapes.of(subject(value, depth - 1)).application()) {
					return subject(value, depth - 1);
				}
			}
			return element.getClass();
		}

		private boolean leadsTo(Object from, Object target, int depth) {
			List<Object> level = List.of(from);
			int searched = 0;
			for (int steps = 0; steps <= depth && !level.isEmpty(); steps++) {
				List<Object> next = new ArrayList<>();
				for (Object each : level) {
					if (each == target) {
						return true;
					}
					if (++searched < SEARCHED) {
						addReferents(each, next);
					}
				}
				level = next;
			}
			return false;
		}

		private void addReferents(Object from, List<Object> next) {
			Shape shape = this.shapes.of(from.getClass());
			for (Slot slot : shape.fields()) {
				Object value = slot.read(from);
				if (value != null) {
					next.add(value);
				}
			}
			if (shape.container() != null) {
				Iterator<?> members = shape.container().members(from);
				for (int i = 0; members != null && i < LOOKED_AT && members.hasNext(); i++) {
					Object member = members.next();
					if (member instanceof Map.Entry<?, ?> entry && shape.container().isMap()) {
						addIfPresent(entry.getKey(), next);
						addIfPresent(entry.getValue(), next);
					}
					else {
						addIfPresent(member, next);
					}
				}
			}
		}

		private static void addIfPresent(@Nullable Object each, List<Object> next) {
			if (each != null) {
				next.add(each);
			}
		}

		/** A name that nothing varies in is a value, and never told. */
		private @Nullable String names() {
			return this.patterns.entrySet()
				.stream()
				.filter((entry) -> entry.getValue() > 1 && entry.getValue() * 2 >= this.looked)
				.map(Map.Entry::getKey)
				.filter((pattern) -> pattern.contains("#") && pattern.chars().anyMatch(Character::isLetter))
				.findFirst()
				.orElse(null);
		}

		private static @Nullable Class<?> most(Map<Class<?>, Integer> counts) {
			return counts.entrySet()
				.stream()
				.max(Map.Entry.<Class<?>, Integer>comparingByValue().thenComparing((entry) -> entry.getKey().getName()))
				.map(Map.Entry::getKey)
				.orElse(null);
		}

	}

}

package io.leakguard.holding;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.Spliterator;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import io.leakguard.holding.Container.Form;
import org.jspecify.annotations.Nullable;

/**
 * The collections that can be read. A JDK class is read through its public methods, and
 * only if it is listed here. A subclass of a listed class is read if it overrides neither
 * {@code size} nor what iterates; any other collection is foreign and is never called,
 * because its {@code size} may run SQL or take a lock.
 * <p>
 * <b>Locks.</b> {@code Vector}, {@code Hashtable}, the synchronized wrappers and the
 * blocking queues lock for the nanoseconds of {@code size}. The scan thread holds no
 * other lock then, so that it cannot be part of a deadlock; it waits if the application
 * holds the monitor for long.
 * <p>
 * <b>Writes.</b> {@code WeakHashMap.size()} removes stale entries and is therefore a
 * write, and so is the making of an iterator: an unguarded one could be damaged by being
 * read from a second thread. It is read behind a synchronized map, whose monitor guards
 * it, and iterators are made under that; a bare one only with {@link BareWeakHashMaps}.
 * Other wrappers of it are not read: a set or a collection may have been made of a view,
 * and then its lock is not the one that guards the map.
 * <p>
 * <b>Wrappers.</b> {@code Collections.synchronizedX}, {@code unmodifiableX} and
 * {@code newSetFromMap} hide what they wrap. The class of the wrapped collection's
 * spliterator, which is made without touching any member, tells whether it is one of the
 * JDK; if not, the wrapper is not read. A wrapped collection that is foreign is asked for
 * that by this, or a map for its {@code keySet}, but only where {@link JdkWrappers}
 * cannot tell that it is, and for nothing in it; unmodifiable maps, which could be views
 * of a lazy one, are not asked at all. Spliterators that the JDK makes for any collection
 * tell nothing: those of {@link java.util.Spliterators}, and the subclass of one that is
 * the default of {@code SortedSet}.
 * <p>
 * <b>Lazy ones.</b> Those of the immutable collections that compute their members when
 * these are asked for (as of Java 25) are not read.
 */
final class Containers {

	private static final Map<Class<?>, Container> EXACT = exact();

	private static final Map<String, Container> WRAPPERS = wrappers();

	private static final int EXACT_ARRAY_LENGTH = 4_096;

	private static final int LINKED = Spliterator.ORDERED | Spliterator.DISTINCT;

	private Containers() {
	}

	/**
	 * Return how to read a class.
	 * @param type the class
	 * @return the container, or {@code null} if the class is no collection that can be
	 * read
	 */
	static @Nullable Container of(Class<?> type) {
		if (type.isArray()) {
			return type.getComponentType().isPrimitive() ? null : array();
		}
		Container container = EXACT.get(type);
		if (container != null) {
			return container;
		}
		if (Shapes.isJdk(type)) {
			return ofJdk(type);
		}
		Container library = LibraryContainers.of(type);
		return (library != null) ? library : ofSubclass(type);
	}

	private static @Nullable Container ofJdk(Class<?> type) {
		String name = type.getName();
		if (name.startsWith("java.util.Collections$")) {
			return WRAPPERS.get(name.substring("java.util.Collections$".length()));
		}
		if (name.startsWith("java.util.ImmutableCollections$")) {
			if (name.contains("Stable") || name.contains("Lazy")) {
				return null;
			}
			return Map.class.isAssignableFrom(type) ? map(Map.class, Map::size) : list(Collection.class);
		}
		return switch (name) {
			case "java.util.Arrays$ArrayList" -> list(Collection.class);
			case "java.util.WeakHashMap" -> BareWeakHashMaps.container();
			case "java.util.concurrent.ConcurrentHashMap$KeySetView" ->
				Container.of(Form.SET, Collection.class, Collection::size, Collection::iterator);
			case "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue" -> queue().copied();
			case "java.beans.PropertyChangeSupport" -> callbacks("getPropertyChangeListeners");
			case "java.beans.VetoableChangeSupport" -> callbacks("getVetoableChangeListeners");
			case "java.util.Observable" ->
				Container.of(Form.CALLBACKS, Object.class, PublicCall.of(type, "countObservers"), (it) -> null);
			default -> null;
		};
	}

	private static @Nullable Container ofSubclass(Class<?> type) {
		for (Class<?> each = type.getSuperclass(); each != null; each = each.getSuperclass()) {
			Container container = EXACT.get(each);
			if (container != null) {
				if (!isInherited(type, "size")) {
					return null;
				}
				boolean seen = isInherited(type, Map.class.isAssignableFrom(type) ? "entrySet" : "iterator");
				return seen ? container : container.unseen();
			}
		}
		return null;
	}

	private static boolean isInherited(Class<?> type, String method) {
		try {
			return Shapes.isJdk(type.getMethod(method).getDeclaringClass());
		}
		catch (NoSuchMethodException | LinkageError ex) {
			return false;
		}
	}

	private static Map<Class<?>, Container> exact() {
		Map<Class<?>, Container> all = new HashMap<>();
		for (Class<?> type : List.of(ArrayList.class, LinkedList.class, Vector.class, Stack.class,
				CopyOnWriteArrayList.class)) {
			all.put(type, list(List.class));
		}
		all.put(CopyOnWriteArraySet.class, Container.of(Form.SET, Set.class, Set::size, Set::iterator).ordered());
		all.put(LinkedHashSet.class, Container.of(Form.SET, Set.class, Set::size, Set::iterator).ordered());
		for (Class<?> type : List.of(HashSet.class, TreeSet.class, ConcurrentSkipListSet.class)) {
			all.put(type, Container.of(Form.SET, Set.class, Set::size, Set::iterator));
		}
		for (Class<?> type : List.of(HashMap.class, TreeMap.class, Hashtable.class, Properties.class,
				IdentityHashMap.class, EnumMap.class, ConcurrentSkipListMap.class)) {
			all.put(type, map(Map.class, Map::size));
		}
		all.put(LinkedHashMap.class, map(Map.class, Map::size).ordered());
		all.put(ConcurrentHashMap.class, map(ConcurrentHashMap.class, ConcurrentHashMap::mappingCount));
		for (Class<?> type : List.of(ArrayDeque.class, PriorityQueue.class)) {
			all.put(type, queue());
		}
		for (Class<?> type : List.of(LinkedBlockingQueue.class, LinkedBlockingDeque.class, ArrayBlockingQueue.class)) {
			all.put(type, queue().bound(Containers::capacity));
		}
		for (Class<?> type : List.of(PriorityBlockingQueue.class, DelayQueue.class)) {
			all.put(type, queue().copied());
		}
		for (Class<?> type : List.of(ConcurrentLinkedQueue.class, ConcurrentLinkedDeque.class,
				LinkedTransferQueue.class)) {
			all.put(type, queue().slow());
		}
		all.put(CompletableFuture.class,
				Container
					.of(Form.CALLBACKS, CompletableFuture.class, CompletableFuture::getNumberOfDependents, (it) -> null)
					.slow());
		all.put(SubmissionPublisher.class,
				Container
					.of(Form.CALLBACKS, SubmissionPublisher.class, SubmissionPublisher::getNumberOfSubscribers,
							(it) -> null)
					.slow());
		all.put(AtomicReferenceArray.class,
				Container
					.of(Form.ARRAY, AtomicReferenceArray.class, Containers::occupied,
							(it) -> iterator(it.length(), it::get))
					.bound((it) -> ((AtomicReferenceArray<?>) it).length()));
		all.put(StringBuilder.class, bytes(StringBuilder.class, StringBuilder::length));
		all.put(StringBuffer.class, bytes(StringBuffer.class, StringBuffer::length));
		all.put(ByteArrayOutputStream.class, bytes(ByteArrayOutputStream.class, ByteArrayOutputStream::size));
		return Map.copyOf(all);
	}

	private static Map<String, Container> wrappers() {
		Map<String, Container> all = new HashMap<>();
		Container map = Container.of(Form.MAP, Map.class, (it) -> isKnown(it) ? it.size() : -1,
				(it) -> isKnown(it) ? first(it, () -> it.entrySet().iterator()) : null);
		for (String name : List.of("SynchronizedMap", "SynchronizedSortedMap", "SynchronizedNavigableMap")) {
			all.put(name, map.weakKeys());
		}
		for (String access : List.of("Synchronized", "Unmodifiable")) {
			for (String name : List.of("List", "RandomAccessList")) {
				all.put(access + name, wrapped(Form.LIST));
			}
			for (String name : List.of("Set", "SortedSet", "NavigableSet", "Collection")) {
				all.put(access + name, wrapped(Form.SET));
			}
		}
		all.put("SetFromMap", Container.of(Form.SET, Collection.class, (it) -> isKnownAndReadOnly(it) ? it.size() : -1,
				(it) -> isKnownAndReadOnly(it) ? it.iterator() : null));
		return Map.copyOf(all);
	}

	private static Container wrapped(Form form) {
		return Container.of(form, Collection.class, (it) -> isKnownAndReadOnly(it) ? it.size() : -1,
				(it) -> isKnownAndReadOnly(it) ? first(it, it::iterator) : null);
	}

	private static boolean isKnown(Spliterator<?> spliterator) {
		Class<?> type = spliterator.getClass();
		if (type.getName().startsWith("java.util.Spliterators")) {
			// the general ones are those of collections that have none of their own; of
			// these only the JDK's linked ones have an order and no member twice
			return spliterator.hasCharacteristics(LINKED);
		}
		return Shapes.isJdk(type) && !type.getName().startsWith("java.util.AbstractList") && !type.isAnonymousClass();
	}

	private static boolean isKnown(Map<?, ?> wrapper) {
		return !JdkWrappers.isForeign(wrapper) && isKnown(wrapper.keySet().spliterator());
	}

	private static boolean isKnownAndReadOnly(Collection<?> wrapper) {
		if (JdkWrappers.isForeign(wrapper)) {
			return false;
		}
		Spliterator<?> spliterator = wrapper.spliterator();
		return isKnown(spliterator) && !spliterator.getClass().getName().startsWith("java.util.WeakHashMap");
	}

	/** The documented way to iterate a synchronized wrapper: under its own monitor. */
	private static Iterator<?> first(Object mutex, Supplier<Iterator<?>> iterator) {
		List<Object> copy = new ArrayList<>();
		synchronized (mutex) {
			Iterator<?> members = iterator.get();
			while (members.hasNext() && copy.size() < Members.LOOKED_AT) {
				copy.add(members.next());
			}
		}
		return copy.iterator();
	}

	@SuppressWarnings("rawtypes")
	private static Container list(Class<? extends Collection> type) {
		return Container.of(Form.LIST, type, Collection::size, Collection::iterator);
	}

	@SuppressWarnings("rawtypes")
	private static <T extends Map> Container map(Class<T> type, java.util.function.ToLongFunction<T> size) {
		return Container.of(Form.MAP, type, size, (it) -> it.entrySet().iterator());
	}

	private static Container queue() {
		return Container.of(Form.QUEUE, Queue.class, Queue::size, Queue::iterator);
	}

	private static <T> Container bytes(Class<T> type, java.util.function.ToLongFunction<T> size) {
		return Container.of(Form.ARRAY, type, size, (it) -> null);
	}

	private static Container callbacks(String method) {
		return Container
			.of(Form.CALLBACKS, Object.class, (it) -> array(it, method).length,
					(it) -> Arrays.asList(array(it, method)).iterator())
			.slow();
	}

	private static Object[] array(Object owner, String method) {
		return (Object[]) Objects.requireNonNull(PublicCall.call(owner, method));
	}

	private static long capacity(Object queue) {
		BlockingQueue<?> blocking = (BlockingQueue<?>) queue;
		int remaining = blocking.remainingCapacity();
		// two reads, and the queue may have moved between them
		long capacity = (long) remaining + blocking.size();
		return (capacity < Integer.MAX_VALUE / 2) ? capacity : -1;
	}

	private static Container array() {
		return Container.of(Form.ARRAY, Object[].class, Containers::occupied,
				(it) -> iterator(it.length, (index) -> it[index]));
	}

	private static long occupied(Object[] array) {
		int step = 1 + array.length / EXACT_ARRAY_LENGTH;
		long occupied = 0;
		for (int index = 0; index < array.length; index += step) {
			occupied += (array[index] != null) ? step : 0;
		}
		return Math.min(occupied, array.length);
	}

	private static long occupied(AtomicReferenceArray<?> array) {
		int step = 1 + array.length() / EXACT_ARRAY_LENGTH;
		long occupied = 0;
		for (int index = 0; index < array.length(); index += step) {
			occupied += (array.getPlain(index) != null) ? step : 0;
		}
		return Math.min(occupied, array.length());
	}

	private static Iterator<?> iterator(int length, java.util.function.IntFunction<@Nullable Object> element) {
		List<Object> found = new ArrayList<>();
		for (int index = 0; index < Math.min(length, EXACT_ARRAY_LENGTH) && found.size() < Members.LOOKED_AT; index++) {
			Object each = element.apply(index);
			if (each != null) {
				found.add(each);
			}
		}
		return found.iterator();
	}

}

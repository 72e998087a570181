package io.leakguard.holding;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.leakguard.holding.Root.Rank;

/**
 * One pass over the object graph, in slices: breadth first from the application's roots
 * and then from those of libraries, so that each object is found by its shortest path.
 * What is still to be done between two slices is remembered weakly. It reads fields and
 * iterates collections that {@link Containers} lists; it calls nothing of the
 * application, and stops at other roots. Of a root that is not looked into it takes the
 * application's objects that it holds: a filter without a bean is in its registration.
 * Used by the scan thread only.
 */
final class Walk {

	/** How many members of one collection are walked into. */
	private static final int MEMBERS = 32;

	/** How many objects lie between two looks at the clock. */
	private static final int BETWEEN_LOOKS = 8;

	private final HoldingSettings settings;

	private final Shapes shapes;

	private final Sites sites;

	private final Visited visited = new Visited();

	private final Deque<Node> open = new ArrayDeque<>();

	private final Deque<Node> later = new ArrayDeque<>();

	Walk(HoldingSettings settings, Shapes shapes, Sites sites) {
		this.settings = settings;
		this.shapes = shapes;
		this.sites = sites;
	}

	/**
	 * Begin a pass.
	 * @param roots where to begin, the application's own first
	 * @param statics classes that are known to be initialised
	 */
	void begin(Iterable<Root> roots, Iterable<Class<?>> statics) {
		this.visited.clear();
		this.open.clear();
		this.later.clear();
		for (Root root : roots) {
			// marked before the pass begins, so that no root is walked as a part of
			// another
			if (root.rank() == Rank.BOUNDARY) {
				this.visited.add(root.object());
			}
		}
		addRoots(roots, Rank.APPLICATION, this.open);
		for (Class<?> type : statics) {
			this.open.add(new Node(type, Place.NOWHERE, 0));
		}
		addRoots(roots, Rank.LIBRARY, this.later);
	}

	private void addRoots(Iterable<Root> roots, Rank rank, Deque<Node> nodes) {
		for (Root root : roots) {
			if (root.rank() == rank && this.visited.add(root.object())) {
				Shape shape = this.shapes.of(root.object().getClass());
				String label = this.sites.label(root);
				nodes.add(new Node(root.object(), Place.of(label, shape.name(), shape.application()), 0));
			}
		}
	}

	/**
	 * Go on until the pass is complete or the time is up.
	 * @param deadline the time as {@link System#nanoTime} gives it
	 * @return whether the pass is complete
	 */
	boolean goOn(long deadline) {
		int steps = 0;
		while (!this.open.isEmpty() || !this.later.isEmpty()) {
			if (this.open.isEmpty()) {
				this.open.addAll(this.later);
				this.later.clear();
			}
			if (this.visited.size() > this.settings.maxVisits()) {
				this.open.clear();
				this.later.clear();
				return true;
			}
			if (++steps % BETWEEN_LOOKS == 0 && System.nanoTime() - deadline > 0) {
				return false;
			}
			Node node = this.open.remove();
			Object object = node.object.get();
			if (object instanceof Class<?> type) {
				expandStatics(type);
			}
			else if (object != null) {
				expand(object, node);
			}
		}
		return true;
	}

	private void expand(Object object, Node node) {
		Shape shape = this.shapes.of(object.getClass());
		Place place = node.place;
		if (shape.container() != null && node.depth == 0) {
			this.sites.add(place, Held.itself(object), object);
			expandMembers(object, shape.container(), 0, place);
		}
		List<Slot> slots = shape.fields();
		for (int index = 0; index < slots.size(); index++) {
			Slot slot = slots.get(index);
			Object value = Held.unwrap(slot.read(object));
			if (value != null && isOfInterest(value, node.depth) && !(slot.isFinal() && isView(value))) {
				take(value, place.field(slot), node.depth, Held.field(object, index), object);
			}
		}
		if (node.depth == 0) {
			expandGuests(object, place);
		}
		expandStatics(object.getClass());
	}

	private void expandGuests(Object root, Place place) {
		for (Slot slot : this.shapes.guests(root.getClass())) {
			Object value = Held.unwrap(slot.read(root));
			if (value != null && this.shapes.of(value.getClass()).application()) {
				take(value, place.field(slot), 0, Held.itself(value), value);
			}
		}
	}

	/** An instance or a subclass that is initialised tells that a class is. */
	private void expandStatics(Class<?> initialised) {
		for (Class<?> type = initialised; type != null && !Shapes.isJdk(type)
				&& this.visited.add(type); type = type.getSuperclass()) {
			List<Slot> slots = this.shapes.of(type).statics();
			for (int index = 0; index < slots.size(); index++) {
				Slot slot = slots.get(index);
				Object value = Held.unwrap(slot.read(type));
				if (value != null && isOfInterest(value, 0)) {
					boolean application = this.shapes.isApplication(type);
					Place place = Place.of(Shape.shorten(slot.declarer()), slot.declarer(), application).field(slot);
					take(value, place, 0, Held.staticField(type, index), type);
				}
			}
		}
	}

	/** Asked first, because a path costs more than all else. */
	private boolean isOfInterest(Object value, int depth) {
		Shape shape = this.shapes.of(value.getClass());
		return shape.container() != null || depth < this.settings.maxDepth() && !shape.isOpaque();
	}

	/** A view that never changes is of a collection that somebody else holds. */
	private static boolean isView(Object value) {
		return value.getClass().getName().startsWith("java.util.Collections$Unmodifiable");
	}

	private void take(Object value, Place place, int depth, Held held, Object holder) {
		if (!this.visited.add(value)) {
			return;
		}
		Shape shape = this.shapes.of(value.getClass());
		Container container = shape.container();
		if (container != null) {
			this.sites.add(place, held, holder);
		}
		if (depth < this.settings.maxDepth()) {
			if (!shape.fields().isEmpty() || !shape.statics().isEmpty()) {
				this.open.add(new Node(value, place.within(shape), depth + 1));
			}
			if (container != null) {
				expandMembers(value, container, depth + 1, place);
			}
		}
	}

	private void expandMembers(Object collection, Container container, int depth, Place place) {
		if (container.isCopied()) {
			return;
		}
		Place within = place.members();
		try {
			Iterator<?> members = container.members(collection);
			for (int i = 0; members != null && i < MEMBERS && members.hasNext(); i++) {
				Object member = members.next();
				boolean isEntry = container.isMap() && member instanceof Map.Entry<?, ?>;
				Object value = Held.unwrap(isEntry ? ((Map.Entry<?, ?>) member).getValue() : member);
				if (value != null && isOfInterest(value, depth)) {
					take(value, within, depth, Held.itself(value), value);
				}
			}
		}
		catch (RuntimeException | LinkageError ex) {
			// changed meanwhile by the application; the next pass looks again
		}
	}

	/** What is still to be looked into. */
	private static final class Node {

		private final WeakReference<Object> object;

		private final Place place;

		private final int depth;

		Node(Object object, Place place, int depth) {
			this.object = new WeakReference<>(object);
			this.place = place;
			this.depth = depth;
		}

	}

}

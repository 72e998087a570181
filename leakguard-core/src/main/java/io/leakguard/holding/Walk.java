package io.leakguard.holding;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.leakguard.holding.Root.Rank;

/**
 * One pass over the object graph, breadth first from each root in turn, in slices. What
 * is still to be done between two slices is remembered weakly. It reads fields and
 * iterates collections that {@link Containers} lists; it calls nothing of the
 * application, and stops at other roots. Used by the scan thread only.
 */
final class Walk {

	/** How many members of one collection are walked into. */
	private static final int MEMBERS = 32;

	/** How many objects lie between two looks at the clock. */
	private static final int BETWEEN_LOOKS = 32;

	private final HoldingSettings settings;

	private final Shapes shapes;

	private final Sites sites;

	private final Visited visited = new Visited();

	private final Deque<Node> open = new ArrayDeque<>();

	private final Deque<Node> roots = new ArrayDeque<>();

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
		this.roots.clear();
		for (Root root : roots) {
			// marked before the pass begins, so that no root is walked as a part of
			// another
			if (root.rank() == Rank.BOUNDARY) {
				this.visited.add(root.object());
			}
		}
		addRoots(roots, Rank.APPLICATION);
		for (Class<?> type : statics) {
			this.roots.add(new Node(type, "", 0));
		}
		addRoots(roots, Rank.LIBRARY);
	}

	private void addRoots(Iterable<Root> roots, Rank rank) {
		for (Root root : roots) {
			if (root.rank() == rank && this.visited.add(root.object())) {
				this.roots.add(new Node(root.object(), this.sites.label(root), 0));
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
		while (!this.open.isEmpty() || !this.roots.isEmpty()) {
			if (this.visited.size() > this.settings.maxVisits()) {
				this.open.clear();
				this.roots.clear();
				return true;
			}
			if (++steps % BETWEEN_LOOKS == 0 && System.nanoTime() - deadline > 0) {
				return false;
			}
			Node node = this.open.isEmpty() ? this.roots.remove() : this.open.remove();
			Object object = node.object.get();
			if (object instanceof Class<?> type) {
				expandStatics(type, this.shapes.of(type));
			}
			else if (object != null) {
				expand(object, node);
			}
		}
		return true;
	}

	private void expand(Object object, Node node) {
		Shape shape = this.shapes.of(object.getClass());
		if (shape.container() != null && node.depth == 0) {
			Place place = new Place(node.path, shape.name(), node.path, shape.application(), node.path);
			this.sites.add(place, Held.itself(object), object);
			expandMembers(object, shape.container(), node.depth, place);
		}
		List<Slot> slots = shape.fields();
		for (int index = 0; index < slots.size(); index++) {
			Slot slot = slots.get(index);
			Object value = Held.unwrap(slot.read(object));
			if (value != null) {
				take(value, place(shape, slot, node), node.depth, Held.field(object, index), object);
			}
		}
		if (!shape.statics().isEmpty() && this.visited.add(object.getClass())) {
			expandStatics(object.getClass(), shape);
		}
	}

	private void expandStatics(Class<?> type, Shape shape) {
		List<Slot> slots = shape.statics();
		for (int index = 0; index < slots.size(); index++) {
			Slot slot = slots.get(index);
			Object value = Held.unwrap(slot.read(type));
			if (value != null) {
				String path = Shape.shorten(slot.declarer()) + "." + slot.name();
				Place place = new Place(path, slot.declarer(), slot.name(), shape.application(), path);
				take(value, place, 0, Held.staticField(type, index), type);
			}
		}
	}

	private void take(Object value, Place place, int depth, Held held, Object holder) {
		Shape shape = this.shapes.of(value.getClass());
		Container container = shape.container();
		if (container != null) {
			this.sites.add(place, held, holder);
		}
		if (depth < this.settings.maxDepth() && !shape.isOpaque() && this.visited.add(value)) {
			if (!shape.fields().isEmpty() || !shape.statics().isEmpty()) {
				this.open.add(new Node(value, place.way, depth + 1));
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
				if (value != null) {
					take(value, within, depth, Held.itself(value), value);
				}
			}
		}
		catch (RuntimeException | LinkageError ex) {
			// changed meanwhile by the application; the next pass looks again
		}
	}

	/** {@code Router.clients}, and by which way the owner was found if it is no root. */
	private static Place place(Shape owner, Slot slot, Node node) {
		String way = node.path + "." + slot.name();
		String name = (node.depth == 0) ? way : owner.shortName() + "." + slot.name() + " via " + node.path;
		return new Place(name, slot.declarer(), slot.name(), owner.application(), way);
	}

	/**
	 * Where a value was found.
	 *
	 * @param name the name of the site it would be
	 * @param declarer the class that declares the field
	 * @param field the field
	 * @param application whether the owner is the application's
	 * @param way all fields from the root
	 */
	record Place(String name, String declarer, String field, boolean application, String way) {

		Place members() {
			int via = this.name.indexOf(" via ");
			String name = (via < 0) ? this.name + "[]" : this.name.substring(0, via) + "[]" + this.name.substring(via);
			return new Place(name, this.declarer, this.field + "[]", this.application, this.way + "[]");
		}

	}

	/** What is still to be looked into. */
	private static final class Node {

		private final WeakReference<Object> object;

		private final String path;

		private final int depth;

		Node(Object object, String path, int depth) {
			this.object = new WeakReference<>(object);
			this.path = path;
			this.depth = depth;
		}

	}

}

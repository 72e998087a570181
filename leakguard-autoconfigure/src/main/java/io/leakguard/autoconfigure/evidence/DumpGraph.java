package io.leakguard.autoconfigure.evidence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

import io.leakguard.population.Culprit;
import org.jspecify.annotations.Nullable;
import org.netbeans.lib.profiler.heap.Field;
import org.netbeans.lib.profiler.heap.FieldValue;
import org.netbeans.lib.profiler.heap.GCRoot;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;
import org.netbeans.lib.profiler.heap.ObjectArrayInstance;
import org.netbeans.lib.profiler.heap.ObjectFieldValue;
import org.netbeans.lib.profiler.heap.PrimitiveArrayInstance;

/**
 * A heap dump as a graph: roots, references that hold, and sizes. A class is the object
 * that has its static fields. Weak references hold nothing. For one thread.
 */
final class DumpGraph {

	/** References whose referent they do not keep alive; a soft one does, for a while. */
	private static final Set<String> WEAK = Set.of("java.lang.ref.WeakReference", "java.lang.ref.PhantomReference",
			"java.lang.ref.FinalReference");

	/**
	 * Loaders whose classes are never unloaded, so that their static fields are roots.
	 */
	private static final List<String> LASTING_LOADERS = List.of("jdk.internal.loader.", "sun.misc.Launcher",
			"org.springframework.boot.loader.");

	private static final Map<String, Integer> PRIMITIVES = Map.of("boolean", 1, "byte", 1, "char", 2, "short", 2, "int",
			4, "float", 4, "long", 8, "double", 8);

	private final Heap heap;

	private final int referenceSize;

	private final Map<Long, JavaClass> classes = new HashMap<>();

	private final Map<Long, Type> types = new HashMap<>();

	/**
	 * Create a view.
	 * @param heap the dump
	 * @param referenceSize the size of a reference in the heap that was dumped, which the
	 * dump does not tell
	 */
	DumpGraph(Heap heap, int referenceSize) {
		this.heap = heap;
		this.referenceSize = referenceSize;
		for (JavaClass type : classesOf(heap)) {
			this.classes.put(type.getJavaClassId(), type);
		}
	}

	private static Collection<JavaClass> classesOf(Heap heap) {
		return heap.getAllClasses();
	}

	Collection<JavaClass> classes() {
		return this.classes.values();
	}

	Iterable<Instance> instances() {
		return this.heap.getAllInstances();
	}

	@Nullable Instance instance(long id) {
		try {
			return this.heap.getInstanceByID(id);
		}
		catch (IllegalArgumentException ex) {
			// some objects of the shared archive are not in the dump
			return null;
		}
	}

	/** Return the roots, each with its kind. */
	Map<Long, String> roots() {
		Map<Long, String> roots = new LinkedHashMap<>();
		Collection<GCRoot> all = this.heap.getGCRoots();
		for (GCRoot root : all) {
			try {
				Instance instance = root.getInstance();
				if (instance != null) {
					roots.putIfAbsent(instance.getInstanceId(), root.getKind());
				}
			}
			catch (IllegalArgumentException ex) {
				// not in the dump
			}
		}
		for (JavaClass type : this.classes.values()) {
			if (isLasting(type)) {
				roots.putIfAbsent(type.getJavaClassId(), "class");
			}
		}
		return roots;
	}

	private static boolean isLasting(JavaClass type) {
		try {
			Instance loader = type.getClassLoader();
			String name = (loader != null) ? loader.getJavaClass().getName() : "";
			return loader == null || LASTING_LOADERS.stream().anyMatch(name::startsWith);
		}
		catch (IllegalArgumentException ex) {
			return true;
		}
	}

	/** Pass on the objects that an object holds. */
	void references(long id, @Nullable Instance instance, LongConsumer sink) {
		JavaClass type = this.classes.get(id);
		if (type != null) {
			for (Object value : type.getStaticFieldValues()) {
				if (value instanceof ObjectFieldValue field) {
					sink.accept(field.getInstanceId());
				}
			}
			if (!isLasting(type)) {
				sink.accept(type.getClassLoader().getInstanceId());
			}
			return;
		}
		if (instance instanceof ObjectArrayInstance array) {
			for (Long element : array.getValueIDs()) {
				sink.accept(element);
			}
		}
		else if (instance != null && !(instance instanceof PrimitiveArrayInstance)) {
			Type own = typeOf(instance.getJavaClass());
			if (own.references()) {
				for (FieldValue value : instance.getFieldValues()) {
					if (value instanceof ObjectFieldValue field
							&& !(own.weak() && field.getField().getName().equals("referent"))) {
						sink.accept(field.getInstanceId());
					}
				}
			}
			if (!own.lasting()) {
				sink.accept(instance.getJavaClass().getJavaClassId());
			}
		}
	}

	/** Return what an object takes in the heap, without the gaps between its fields. */
	long size(Instance instance) {
		if (instance instanceof ObjectArrayInstance array) {
			return aligned(16 + (long) array.getLength() * this.referenceSize);
		}
		if (instance instanceof PrimitiveArrayInstance array) {
			String type = array.getJavaClass().getName();
			int element = PRIMITIVES.getOrDefault(type.replace("[]", ""), 8);
			return aligned(16 + (long) array.getLength() * element);
		}
		return typeOf(instance.getJavaClass()).size();
	}

	private static long aligned(long bytes) {
		return (bytes + 7) & ~7;
	}

	private Type typeOf(JavaClass type) {
		return this.types.computeIfAbsent(type.getJavaClassId(), (id) -> describe(type));
	}

	private Type describe(JavaClass type) {
		long size = 12;
		boolean references = false;
		boolean weak = false;
		for (JavaClass each = type; each != null; each = each.getSuperClass()) {
			weak |= WEAK.contains(each.getName());
			for (Object member : each.getFields()) {
				Field field = (Field) member;
				if (!field.isStatic()) {
					Integer primitive = PRIMITIVES.get(field.getType().getName());
					references |= primitive == null;
					size += (primitive != null) ? primitive : this.referenceSize;
				}
			}
		}
		return new Type(aligned(size), references, weak, isLasting(type));
	}

	/** Return how an object refers to another, the first of the ways. */
	Link link(long owner, long target) {
		JavaClass type = this.classes.get(owner);
		Instance instance = (type != null) ? null : instance(owner);
		if (instance instanceof ObjectArrayInstance array) {
			List<Long> elements = array.getValueIDs();
			return new Link(nameOf(instance), "[" + elements.indexOf(target) + " of " + elements.size() + "]", false,
					target);
		}
		List<FieldValue> fields = new ArrayList<>();
		if (type != null) {
			fields.addAll(type.getStaticFieldValues());
		}
		else if (instance != null) {
			fields.addAll(instance.getFieldValues());
		}
		for (FieldValue field : fields) {
			if (field instanceof ObjectFieldValue value && value.getInstanceId() == target) {
				String declaring = Culprit.stableName(field.getField().getDeclaringClass().getName());
				return new Link(declaring, field.getField().getName(), field.getField().isStatic(), target);
			}
		}
		if (type != null) {
			return new Link(Culprit.stableName(type.getName()), "<class loader>", false, target);
		}
		return new Link((instance != null) ? nameOf(instance) : "?", "<class>", false, target);
	}

	String nameOf(Instance instance) {
		return Culprit.stableName(instance.getJavaClass().getName());
	}

	private record Type(long size, boolean references, boolean weak, boolean lasting) {

	}

	/**
	 * One reference.
	 *
	 * @param owner the class that declares the field, or the array
	 * @param label the field, or {@code [index of length]}
	 * @param isStatic whether it is a static field
	 * @param target the object that is referred to
	 */
	record Link(String owner, String label, boolean isStatic, long target) {

		boolean isElement() {
			return this.label.startsWith("[");
		}

		String text() {
			return isElement() ? this.owner + this.label : this.owner + "." + this.label;
		}

	}

}

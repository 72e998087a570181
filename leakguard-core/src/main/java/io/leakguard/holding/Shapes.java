package io.leakguard.holding;

import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.population.Culprit;
import org.jspecify.annotations.Nullable;

/**
 * Works out the shape of each class once. Fields keep their class, so they are kept only
 * where that pins nothing: beside us for classes of our own class loader and its parents,
 * which live as long as we do; at the class itself for classes of child loaders; not at
 * all for unrelated loaders. Used by the scan thread only.
 */
final class Shapes {

	private static final Shape OPAQUE = new Shape("", false, null, List.of(), List.of());

	private static final String[] OPAQUE_MARKS = { "$HibernateProxy$", "_$$_jvst", "$MockitoMock$", "$$EnhancerBy" };

	/** Types that lead away from the application into the container or the JVM. */
	private static final String[] OPAQUE_TYPES = { "org.springframework.context.ApplicationContext",
			"org.springframework.beans.factory.BeanFactory", "org.springframework.core.env.Environment",
			"org.slf4j.Logger", "org.apache.commons.logging.Log", "javax.sql.DataSource",
			"org.hibernate.proxy.HibernateProxy", "org.hibernate.collection.spi.PersistentCollection",
			"org.hibernate.collection.spi.LazyInitializable", "io.micrometer.core.instrument.MeterRegistry",
			"io.leakguard.population.Probe" };

	private final HoldingSettings settings;

	private final @Nullable ClassLoader loader = Shapes.class.getClassLoader();

	private final Map<Class<?>, Shape> shapes = new HashMap<>();

	private final Map<Class<?>, List<Slot>> guests = new HashMap<>();

	private final ClassValue<Shape> shapesOfChildren = new ClassValue<>() {

		@Override
		protected Shape computeValue(Class<?> type) {
			return work(type);
		}

	};

	Shapes(HoldingSettings settings) {
		this.settings = settings;
	}

	Shape of(Class<?> type) {
		Shape shape = this.shapes.get(type);
		if (shape != null) {
			return shape;
		}
		ClassLoader other = type.getClassLoader();
		// a hidden class may be unloaded before its loader
		if (isSameOrAbove(other, this.loader) && !type.isHidden()) {
			shape = work(type);
			this.shapes.put(type, shape);
			return shape;
		}
		return isSameOrAbove(this.loader, other) ? this.shapesOfChildren.get(type) : work(type);
	}

	/**
	 * Return the fields of a class of the framework that may hold an object of the
	 * application, such as the filter of its registration. It is not looked into for
	 * itself.
	 * @param type the class
	 * @return the fields, none for any other class
	 */
	List<Slot> guests(Class<?> type) {
		List<Slot> known = this.guests.get(type);
		if (known == null) {
			known = workGuests(type);
			if (isSameOrAbove(type.getClassLoader(), this.loader) && !type.isHidden()) {
				this.guests.put(type, known);
			}
		}
		return known;
	}

	private List<Slot> workGuests(Class<?> type) {
		if (!this.settings.isHost(type.getName()) || isNeverWalked(type)) {
			return List.of();
		}
		try {
			List<Slot> slots = new ArrayList<>();
			for (Class<?> each = type; each != null
					&& this.settings.isHost(each.getName()); each = each.getSuperclass()) {
				addSlots(each, slots, new ArrayList<>());
			}
			return List.copyOf(slots);
		}
		catch (RuntimeException | LinkageError ex) {
			return List.of();
		}
	}

	boolean isApplication(Class<?> type) {
		return this.settings.isApplication(type.getName());
	}

	static boolean isJdk(Class<?> type) {
		ClassLoader loader = type.getClassLoader();
		return loader == null || loader == ClassLoader.getPlatformClassLoader();
	}

	private static boolean isSameOrAbove(@Nullable ClassLoader upper, @Nullable ClassLoader lower) {
		if (upper == null) {
			return true;
		}
		for (ClassLoader each = lower; each != null; each = each.getParent()) {
			if (each == upper) {
				return true;
			}
		}
		return false;
	}

	private Shape work(Class<?> type) {
		try {
			String name = Culprit.nameOf(type);
			Container container = Containers.of(type);
			if (type.isArray() || isJdk(type) || isOpaque(type)
					|| container != null && container.form() == Container.Form.CACHE) {
				return (container != null) ? new Shape(name, false, container, List.of(), List.of()) : OPAQUE;
			}
			List<Slot> fields = new ArrayList<>();
			List<Slot> statics = new ArrayList<>();
			for (Class<?> each = type; each != null && !isJdk(each); each = each.getSuperclass()) {
				if (!this.settings.isExcluded(each.getName())) {
					addSlots(each, fields, (each == type) ? statics : new ArrayList<>());
				}
			}
			return new Shape(name, this.settings.isApplication(name), container, List.copyOf(fields),
					List.copyOf(statics));
		}
		catch (RuntimeException | LinkageError ex) {
			// such as a field whose class is not on the class path
			return OPAQUE;
		}
	}

	private boolean isOpaque(Class<?> type) {
		return this.settings.isExcluded(type.getName()) || isNeverWalked(type);
	}

	private static boolean isNeverWalked(Class<?> type) {
		String name = type.getName();
		if (type.isPrimitive() || type.isEnum() || type.isAnnotation() || Proxy.isProxyClass(type)
				|| Thread.class.isAssignableFrom(type) || ClassLoader.class.isAssignableFrom(type)
				|| Reference.class.isAssignableFrom(type)) {
			return true;
		}
		for (String mark : OPAQUE_MARKS) {
			if (name.contains(mark)) {
				return true;
			}
		}
		return isOneOf(type, OPAQUE_TYPES);
	}

	private static boolean isOneOf(@Nullable Class<?> type, String[] names) {
		if (type == null || isJdk(type)) {
			return type != null && type.getName().equals("javax.sql.DataSource");
		}
		for (String name : names) {
			if (type.getName().equals(name)) {
				return true;
			}
		}
		for (Class<?> each : type.getInterfaces()) {
			if (isOneOf(each, names)) {
				return true;
			}
		}
		return isOneOf(type.getSuperclass(), names);
	}

	private void addSlots(Class<?> type, List<Slot> fields, List<Slot> statics) {
		if (type.getName().contains("$$SpringCGLIB") || !isReadable(type)) {
			return;
		}
		String declarer = Culprit.nameOf(type);
		for (Field field : type.getDeclaredFields()) {
			if (isWorthReading(field) && field.trySetAccessible()) {
				boolean isStatic = Modifier.isStatic(field.getModifiers());
				(isStatic ? statics : fields).add(new Slot(field, declarer));
			}
		}
	}

	private static boolean isReadable(Class<?> type) {
		Module module = type.getModule();
		return !module.isNamed() || module.isOpen(type.getPackageName(), Shapes.class.getModule());
	}

	private static boolean isWorthReading(Field field) {
		Class<?> type = field.getType();
		if (type.isArray()) {
			return !type.getComponentType().isPrimitive() && type.getComponentType() != String.class
					|| !Modifier.isFinal(field.getModifiers()) && !type.getComponentType().isPrimitive();
		}
		return !type.isPrimitive() && !type.isEnum() && type != String.class && type != Class.class
				&& type != Thread.class && type != VarHandle.class && !Number.class.isAssignableFrom(type)
				&& type != Boolean.class && !ClassLoader.class.isAssignableFrom(type)
				&& !type.getName().startsWith("java.time.") && !type.getName().startsWith("java.lang.reflect.")
				&& !type.getName().startsWith("java.util.concurrent.locks.");
	}

}

package io.leakguard.autoconfigure.probe;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The objects of a type that are singleton beans, or that fields of the application's
 * singleton beans are declared to hold. Nothing is created or called; fields are looked
 * up again only when beans were added. For one thread.
 *
 * @param <T> the type of the objects
 */
public final class HeldObjects<T> {

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	private static final int SCANS_BETWEEN_LOOK_UPS = 10;

	private final BeanFactory beanFactory;

	private final Class<T> type;

	private final ExistingBeans<T> beans;

	private List<Place> places = List.of();

	private int seen = -1;

	private int scans;

	/**
	 * Create a view.
	 * @param beanFactory the factory, whose parents are not asked
	 * @param type the type of the objects
	 */
	public HeldObjects(BeanFactory beanFactory, Class<T> type) {
		this.beanFactory = beanFactory;
		this.type = type;
		this.beans = new ExistingBeans<>(beanFactory, type);
	}

	/**
	 * Find the objects, each once.
	 * @return the objects by the name of the bean, or by class and field, followed by the
	 * name of the bean where an earlier bean of the same class has that name
	 */
	public Map<String, T> find() {
		Map<String, T> found = new LinkedHashMap<>(this.beans.find());
		if (this.beanFactory instanceof ConfigurableListableBeanFactory factory) {
			for (Place place : places(factory)) {
				T value = place.read(factory, this.type);
				if (value != null && found.values().stream().noneMatch((known) -> known == value)) {
					found.put(place.name(), value);
				}
			}
		}
		return found;
	}

	/**
	 * Return the fields of the application's singleton beans that hold an object.
	 * @param object the object
	 * @return class and field of each
	 */
	public List<String> holdersOf(T object) {
		List<String> holders = new ArrayList<>();
		if (this.beanFactory instanceof ConfigurableListableBeanFactory factory) {
			for (Place place : places(factory)) {
				if (place.read(factory, this.type) == object) {
					holders.add(place.field());
				}
			}
		}
		return holders;
	}

	private List<Place> places(ConfigurableListableBeanFactory factory) {
		int now = factory.getSingletonCount();
		this.scans++;
		if (this.seen < 0 || (now != this.seen && this.scans >= SCANS_BETWEEN_LOOK_UPS)) {
			this.places = lookUp(factory);
			this.seen = now;
			this.scans = 0;
		}
		return this.places;
	}

	private List<Place> lookUp(ConfigurableListableBeanFactory factory) {
		List<Place> found = new ArrayList<>();
		for (String name : factory.getSingletonNames()) {
			Object bean = targetOf(factory, name);
			for (Class<?> type = (bean != null) ? bean.getClass() : null; type != null; type = type.getSuperclass()) {
				if (FRAMES.isApplication(type.getName())) {
					addFields(found, name, type);
				}
			}
		}
		return List.copyOf(found);
	}

	private void addFields(List<Place> found, String beanName, Class<?> type) {
		try {
			for (Field field : type.getDeclaredFields()) {
				if (this.type.isAssignableFrom(field.getType()) && field.trySetAccessible()) {
					add(found, beanName, field);
				}
			}
		}
		catch (SecurityException | InaccessibleObjectException | LinkageError ex) {
			// its fields cannot be seen
		}
	}

	/**
	 * Several beans of one class have a field each, whose objects are not the same. The
	 * first keeps the short name when another comes; a static field is there once.
	 */
	private static void add(List<Place> found, String beanName, Field field) {
		String name = Place.nameOf(field);
		boolean taken = found.stream().anyMatch((place) -> place.name().equals(name));
		if (!taken) {
			found.add(new Place(name, beanName, field));
		}
		else if (!Modifier.isStatic(field.getModifiers())) {
			found.add(new Place(name + "[" + beanName + "]", beanName, field));
		}
	}

	private static @Nullable Object targetOf(ConfigurableListableBeanFactory factory, String name) {
		// one that is being made would be referred to early
		Object bean = factory.containsSingleton(name) ? factory.getSingleton(name) : null;
		Object target = (bean != null) ? AopProxyUtils.getSingletonTarget(bean) : null;
		return (target != null) ? target : bean;
	}

	/** A field of a bean, and what it is called. */
	private record Place(String name, String beanName, Field member) {

		static String nameOf(Field field) {
			return Culprit.nameOf(field.getDeclaringClass()) + "." + field.getName();
		}

		String field() {
			return nameOf(this.member);
		}

		<T> @Nullable T read(ConfigurableListableBeanFactory factory, Class<T> type) {
			boolean isStatic = Modifier.isStatic(this.member.getModifiers());
			Object holder = (isStatic) ? null : targetOf(factory, this.beanName);
			if (!isStatic && !this.member.getDeclaringClass().isInstance(holder)) {
				return null;
			}
			try {
				Object value = this.member.get(holder);
				return type.isInstance(value) ? type.cast(value) : null;
			}
			catch (IllegalAccessException ex) {
				return null;
			}
		}

	}

}

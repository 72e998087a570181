package io.leakguard.autoconfigure.registration;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Which methods of a registry register and which unregister, by name alone: overloads do
 * the same.
 */
final class RegistrationMethods {

	private static final Map<String, List<String>> COUNTERPARTS = Map.ofEntries(Map.entry("add", List.of("remove")),
			Map.entry("register", List.of("unregister", "deregister", "remove")),
			Map.entry("subscribe", List.of("unsubscribe")), Map.entry("attach", List.of("detach")),
			Map.entry("bind", List.of("unbind")), Map.entry("connect", List.of("disconnect")),
			Map.entry("join", List.of("leave")), Map.entry("listen", List.of("unlisten")),
			Map.entry("observe", List.of("unobserve")), Map.entry("on", List.of("off")),
			Map.entry("put", List.of("remove")), Map.entry("watch", List.of("unwatch")));

	private static final Set<String> CLEARING = Set.of("clear", "removeAll", "unregisterAll", "unsubscribeAll");

	private final Set<String> adding;

	private final Set<String> removing;

	private RegistrationMethods(Set<String> adding, Set<String> removing) {
		this.adding = adding;
		this.removing = removing;
	}

	/**
	 * Find the methods.
	 * @param type the class of the registry
	 * @param annotation what it asks for
	 * @return the methods
	 * @throws IllegalArgumentException if a method that is named does not exist, or none
	 * is recognised
	 */
	static RegistrationMethods of(Class<?> type, TrackRegistrations annotation) {
		List<Method> methods = new ArrayList<>();
		for (Method method : type.getMethods()) {
			if (method.getDeclaringClass() != Object.class && !Modifier.isStatic(method.getModifiers())) {
				methods.add(method);
			}
		}
		Set<String> adding = named(type, "add", annotation.add(), methods);
		Set<String> removing = named(type, "remove", annotation.remove(), methods);
		if (adding.isEmpty()) {
			recognise(methods, adding, removing);
		}
		Assert.isTrue(!adding.isEmpty(),
				() -> "@TrackRegistrations on %s recognises no method that registers; name them with 'add' and 'remove'"
					.formatted(type.getName()));
		return new RegistrationMethods(adding, removing);
	}

	private static Set<String> named(Class<?> type, String attribute, String[] names, List<Method> methods) {
		for (String name : names) {
			Assert.isTrue(methods.stream().anyMatch((method) -> method.getName().equals(name)),
					() -> "@TrackRegistrations(%s = \"%s\") on %s names no public method of it".formatted(attribute,
							name, type.getName()));
		}
		return new HashSet<>(Arrays.asList(names));
	}

	private static void recognise(List<Method> methods, Set<String> adding, Set<String> removing) {
		for (Method method : methods) {
			String verb = verbOf(method.getName());
			if (verb == null || method.getParameterCount() == 0) {
				continue;
			}
			Set<String> counterparts = counterparts(verb, method.getName().substring(verb.length()), methods);
			if (!counterparts.isEmpty() || ReturnedCloseable.isRecognised(method.getReturnType())) {
				adding.add(method.getName());
				removing.addAll(counterparts);
			}
		}
	}

	private static @Nullable String verbOf(String name) {
		for (String verb : COUNTERPARTS.keySet()) {
			boolean whole = name.length() == verb.length();
			if (name.startsWith(verb) && (whole || Character.isUpperCase(name.charAt(verb.length())))) {
				return verb;
			}
		}
		return null;
	}

	private static Set<String> counterparts(String verb, String rest, List<Method> methods) {
		Set<String> counterparts = new HashSet<>();
		for (Method method : methods) {
			for (String counterpart : COUNTERPARTS.getOrDefault(verb, List.of())) {
				boolean matches = method.getName().equals(counterpart + rest) || method.getName().equals(counterpart);
				if (matches && method.getParameterCount() > 0) {
					counterparts.add(method.getName());
				}
			}
		}
		return counterparts;
	}

	boolean isAdding(Method method) {
		return this.adding.contains(method.getName()) && method.getParameterCount() > 0;
	}

	boolean isRemoving(Method method) {
		return this.removing.contains(method.getName()) && method.getParameterCount() > 0;
	}

	boolean isClearing(Method method) {
		return method.getParameterCount() == 0
				&& (CLEARING.contains(method.getName()) || this.removing.contains(method.getName()));
	}

}

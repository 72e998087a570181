package io.leakguard.holding;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Many objects with ten fields each, for tests of cost. */
final class Beans {

	final List<String> one = new ArrayList<>();

	final List<String> two = new CopyOnWriteArrayList<>();

	final Map<String, String> three = new HashMap<>();

	final Map<String, String> four = new ConcurrentHashMap<>();

	final Set<String> five = new TreeSet<>();

	final Queue<String> six = new ArrayDeque<>();

	final Set<String> seven = ConcurrentHashMap.newKeySet();

	final Object[] eight = new Object[10];

	final List<Object> nine = new ArrayList<>(List.of(new Object(), new Object()));

	final List<String> ten = new ArrayList<>();

	static Object[] make(int count) {
		Object[] beans = new Object[count];
		for (int i = 0; i < count; i++) {
			beans[i] = new Beans();
		}
		return beans;
	}

}

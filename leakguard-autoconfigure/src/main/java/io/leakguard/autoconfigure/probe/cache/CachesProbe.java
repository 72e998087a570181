package io.leakguard.autoconfigure.probe.cache;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.leakguard.autoconfigure.probe.ExistingBeans;
import io.leakguard.population.Census;
import io.leakguard.population.Probe;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.util.ClassUtils;

/**
 * Counts the entries of the caches that Spring's own cache managers manage.
 */
final class CachesProbe implements Probe {

	private static final boolean CAFFEINE = ClassUtils.isPresent("com.github.benmanes.caffeine.cache.Cache",
			CachesProbe.class.getClassLoader());

	private final ExistingBeans<CacheManager> managers;

	private final Map<String, CacheView> views = new HashMap<>();

	CachesProbe(BeanFactory beanFactory) {
		this.managers = new ExistingBeans<>(beanFactory, CacheManager.class);
	}

	@Override
	public String name() {
		return "cache";
	}

	@Override
	public void count(Census census) {
		Map<String, Object> stores = new LinkedHashMap<>();
		this.managers.find().forEach((managerName, manager) -> {
			// another manager is the application's own code
			if (manager.getClass().getName().startsWith("org.springframework.")) {
				for (String cacheName : manager.getCacheNames()) {
					Object store = storeOf(manager.getCache(cacheName));
					if (store != null && stores.putIfAbsent("cache." + cacheName, store) != null) {
						stores.put("cache." + managerName + "." + cacheName, store);
					}
				}
			}
		});
		this.views.keySet().retainAll(stores.keySet());
		stores
			.forEach((name, store) -> this.views.compute(name, (key, view) -> viewOf(view, name, store)).count(census));
	}

	private static @Nullable Object storeOf(@Nullable Cache cache) {
		if (cache == null || !cache.getClass().getName().startsWith("org.springframework.")) {
			return null;
		}
		Object store = cache.getNativeCache();
		return isKnown(store) ? store : null;
	}

	private static boolean isKnown(Object store) {
		return store.getClass() == ConcurrentHashMap.class || (CAFFEINE && CaffeineView.isCaffeine(store));
	}

	private static CacheView viewOf(@Nullable CacheView present, String name, Object store) {
		if (present != null && present.store() == store) {
			return present;
		}
		String type = "cache `" + name.substring("cache.".length()) + "`";
		return (store instanceof ConcurrentHashMap<?, ?> map) ? new MapView(name, type, map)
				: CaffeineView.of(name, type, store);
	}

	/** A {@link ConcurrentMapCache}, which has no bound and never evicts. */
	private static final class MapView extends CacheView {

		private final ConcurrentHashMap<?, ?> map;

		MapView(String name, String type, ConcurrentHashMap<?, ?> map) {
			super(name, type);
			this.map = map;
		}

		@Override
		Object store() {
			return this.map;
		}

		@Override
		void count(Census census) {
			count(census, this.map.mappingCount(), this.map.keySet());
		}

	}

}

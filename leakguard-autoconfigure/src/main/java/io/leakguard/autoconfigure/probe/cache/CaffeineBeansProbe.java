package io.leakguard.autoconfigure.probe.cache;

import java.util.HashMap;
import java.util.Map;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.population.Census;
import io.leakguard.population.Probe;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Counts the entries of Caffeine caches that are beans or fields of beans.
 */
final class CaffeineBeansProbe implements Probe {

	private final HeldObjects<Cache<?, ?>> caches;

	private final HeldObjects<AsyncCache<?, ?>> asyncCaches;

	private final Map<String, CaffeineView> views = new HashMap<>();

	@SuppressWarnings({ "unchecked", "rawtypes" })
	CaffeineBeansProbe(BeanFactory beanFactory) {
		this.caches = new HeldObjects<>(beanFactory, (Class) Cache.class);
		this.asyncCaches = new HeldObjects<>(beanFactory, (Class) AsyncCache.class);
	}

	@Override
	public String name() {
		return "cache.caffeine";
	}

	@Override
	public void count(Census census) {
		Map<String, Object> present = new HashMap<>(this.caches.find());
		present.putAll(this.asyncCaches.find());
		present.values().removeIf((cache) -> !CaffeineView.isCaffeine(cache));
		this.views.keySet().retainAll(present.keySet());
		present
			.forEach((name, cache) -> this.views.compute(name, (key, view) -> viewOf(view, name, cache)).count(census));
	}

	private static CaffeineView viewOf(@Nullable CaffeineView present, String beanName, Object cache) {
		return (present != null && present.isOf(cache)) ? present
				: CaffeineView.of("cache.caffeine." + beanName, "cache `" + beanName + "`", cache);
	}

}

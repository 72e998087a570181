package io.leakguard.autoconfigure.holding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.leakguard.holding.CountedElsewhere;
import io.leakguard.holding.Root;
import io.leakguard.holding.Root.Rank;
import io.leakguard.holding.Roots;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The singletons that a bean factory has made so far. Creates none, waits for none, and
 * takes no early reference to one that is being made; looks behind a proxy only if its
 * target is fixed, so that no scope is asked.
 */
final class BeanRoots implements Roots {

	/** Proxies around proxies end somewhere. */
	private static final int MAX_PROXIES = 8;

	/** Counted by probes of their own. */
	private static final Set<String> ELSEWHERE = Set.of("com.github.benmanes.caffeine.cache.",
			"io.micrometer.core.instrument.", "io.prometheus.", "com.zaxxer.hikari.");

	private final ConfigurableListableBeanFactory beanFactory;

	private final Predicate<String> application;

	private final List<CountedElsewhere> elsewhere;

	/**
	 * Create a source of roots.
	 * @param beanFactory the factory of the context
	 * @param application tells the application's class names from those of libraries
	 * @param elsewhere what other probes count
	 */
	BeanRoots(ConfigurableListableBeanFactory beanFactory, Predicate<String> application,
			List<CountedElsewhere> elsewhere) {
		this.elsewhere = List.copyOf(elsewhere);
		this.beanFactory = beanFactory;
		this.application = application;
	}

	@Override
	public Collection<Root> current() {
		String[] names = this.beanFactory.getSingletonNames();
		List<Root> roots = new ArrayList<>(names.length);
		for (String name : names) {
			// only then it is complete, and getting it does not make it
			Object bean = this.beanFactory.containsSingleton(name) ? this.beanFactory.getSingleton(name) : null;
			Object target = (bean != null) ? targetOf(bean) : null;
			if (target != null) {
				roots.add(new Root(name, target, rankOf(target)));
			}
		}
		for (CountedElsewhere counting : this.elsewhere) {
			counting.counted().forEach((object) -> roots.add(new Root("", object, Rank.BOUNDARY)));
		}
		return roots;
	}

	private Rank rankOf(Object target) {
		String type = target.getClass().getName();
		for (String elsewhere : ELSEWHERE) {
			if (type.startsWith(elsewhere)) {
				return Rank.BOUNDARY;
			}
		}
		return this.application.test(type) ? Rank.APPLICATION : Rank.LIBRARY;
	}

	private static @Nullable Object targetOf(Object bean) {
		Object target = bean;
		for (int i = 0; i < MAX_PROXIES && target instanceof SpringProxy; i++) {
			target = AopProxyUtils.getSingletonTarget(target);
		}
		return (target instanceof SpringProxy) ? null : target;
	}

}

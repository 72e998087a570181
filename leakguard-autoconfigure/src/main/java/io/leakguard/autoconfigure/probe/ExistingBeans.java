package io.leakguard.autoconfigure.probe;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The singleton beans of a type that exist already. Asking for them creates nothing:
 * neither a lazy bean nor the product of a factory bean. Names are looked up again only
 * when beans were added, and then not in every scan, since a look-up visits every bean
 * definition. For one thread.
 *
 * @param <T> the type of the beans
 */
public final class ExistingBeans<T> {

	/**
	 * A look-up costs about a microsecond per bean definition; where beans are added all
	 * the time, every tenth scan is often enough.
	 */
	private static final int SCANS_BETWEEN_LOOK_UPS = 10;

	private final BeanFactory beanFactory;

	private final Class<T> type;

	private String[] names = {};

	private long seen = -1;

	private int scans;

	/**
	 * Create a view.
	 * @param beanFactory the factory, whose parents are not asked
	 * @param type the type of the beans
	 */
	public ExistingBeans(BeanFactory beanFactory, Class<T> type) {
		this.beanFactory = beanFactory;
		this.type = type;
	}

	/**
	 * Find the beans.
	 * @return the beans by name, in the order of their definition
	 */
	public Map<String, T> find() {
		Map<String, T> found = new LinkedHashMap<>();
		if (!(this.beanFactory instanceof ConfigurableListableBeanFactory factory)) {
			return found;
		}
		for (String name : names(factory)) {
			if (factory.containsSingleton(name) && !ScopedProxyUtils.isScopedTarget(name)) {
				Object bean = existing(factory, name);
				if (this.type.isInstance(bean)) {
					found.put(name, this.type.cast(bean));
				}
			}
		}
		return found;
	}

	/**
	 * What a factory bean of the application would give is made when it is first asked.
	 */
	private static @Nullable Object existing(ConfigurableListableBeanFactory factory, String name) {
		Object singleton = factory.getSingleton(name);
		boolean makes = singleton instanceof FactoryBean<?>
				&& !singleton.getClass().getName().startsWith("org.springframework.");
		return makes ? null : factory.getBean(name);
	}

	private String[] names(ConfigurableListableBeanFactory factory) {
		long now = ((long) factory.getBeanDefinitionCount() << 32) + factory.getSingletonCount();
		this.scans++;
		if (this.seen < 0 || (now != this.seen && this.scans >= SCANS_BETWEEN_LOOK_UPS)) {
			this.names = factory.getBeanNamesForType(this.type, false, false);
			this.seen = now;
			this.scans = 0;
		}
		return this.names;
	}

}

package io.leakguard.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.leakguard.population.Census;
import io.leakguard.population.Probe;
import io.leakguard.scan.ReportListener;
import io.leakguard.scan.ScanEngine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.log.LogMessage;

/**
 * The probes and listeners of a context, and not those of its parent. Most are created
 * here, by the first scan, so that the start of the application does not wait for them.
 * One that cannot be created is a probe that fails, or a listener that is missing, and
 * the others go on.
 */
final class ContextBeans {

	private static final Log logger = LogFactory.getLog(ContextBeans.class);

	private final ConfigurableListableBeanFactory beanFactory;

	ContextBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Have an engine look up the listeners and probes at the beginning of its first scan,
	 * each probe by itself, so that one that hangs is named and left behind.
	 */
	void addTo(ScanEngine engine) {
		engine.addProbes("the listeners and probes of the context", () -> {
			all(ReportListener.class).forEach(engine::addListener);
			for (String name : names(Probe.class)) {
				engine.addProbes(name, () -> probe(name));
			}
			return List.of();
		});
	}

	private List<Probe> probe(String name) {
		Probe probe;
		try {
			probe = bean(name, Probe.class);
		}
		catch (BeansException ex) {
			probe = new LateProbe(name);
		}
		return (probe != null) ? List.of(probe) : List.of();
	}

	/**
	 * Return the beans of a type, in their order, without those that cannot be created.
	 */
	<T> List<T> all(Class<T> type) {
		List<T> beans = new ArrayList<>();
		for (String name : names(type)) {
			try {
				T bean = bean(name, type);
				if (bean != null) {
					beans.add(bean);
				}
			}
			catch (BeansException ex) {
				logger.warn(LogMessage.format("'%s' could not be created, and the others go on", name), ex);
			}
		}
		AnnotationAwareOrderComparator.sort(beans);
		return beans;
	}

	private <T> String[] names(Class<T> type) {
		return this.beanFactory.getBeanNamesForType(type, false, false);
	}

	/** Return the bean, unless its method has returned {@code null}. */
	private <T> @Nullable T bean(String name, Class<T> type) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		// the scan thread has none, and what a bean needs may want one
		thread.setContextClassLoader(this.beanFactory.getBeanClassLoader());
		try {
			return this.beanFactory.getBean(name, type);
		}
		catch (BeanNotOfRequiredTypeException ex) {
			return null;
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/**
	 * Stands for a probe that could not be created, and tries again as often as a probe
	 * may fail.
	 */
	private final class LateProbe implements Probe {

		private final String name;

		private @Nullable Probe probe;

		private LateProbe(String name) {
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public void count(Census census) throws Exception {
			if (this.probe == null) {
				this.probe = bean(this.name, Probe.class);
			}
			if (this.probe != null) {
				this.probe.count(census);
			}
		}

	}

}

package io.leakguard.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

import io.leakguard.population.Census;
import io.leakguard.population.Probe;
import io.leakguard.scan.ReportListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.log.LogMessage;

/**
 * The probes and listeners of a context, and not those of its parent. Most are created
 * here, by the first scan, so that the start of the application does not wait for them.
 * One that cannot be created does not keep the others away.
 */
final class ContextBeans {

	private static final Log logger = LogFactory.getLog(ContextBeans.class);

	private final ConfigurableListableBeanFactory beanFactory;

	ContextBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/** Return the probes; one that cannot be created is a probe that fails. */
	List<Probe> probes() {
		return all(Probe.class, NotCreated::new);
	}

	/** Return the listeners, without those that cannot be created. */
	List<ReportListener> listeners() {
		return all(ReportListener.class, (name, ex) -> {
			logger.warn(LogMessage.format("Report listener '%s' could not be created", name), ex);
			return null;
		});
	}

	private <T> List<T> all(Class<T> type, BiFunction<String, BeansException, @Nullable T> otherwise) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		// the scan thread has none, and what a bean needs may want one
		thread.setContextClassLoader(this.beanFactory.getBeanClassLoader());
		try {
			List<T> beans = new ArrayList<>();
			for (String name : this.beanFactory.getBeanNamesForType(type, false, false)) {
				T bean = bean(name, type, otherwise);
				if (bean != null) {
					beans.add(bean);
				}
			}
			AnnotationAwareOrderComparator.sort(beans);
			return beans;
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private <T> @Nullable T bean(String name, Class<T> type,
			BiFunction<String, BeansException, @Nullable T> otherwise) {
		try {
			return this.beanFactory.getBean(name, type);
		}
		catch (BeansException ex) {
			return otherwise.apply(name, ex);
		}
	}

	/**
	 * Stands for a probe that could not be created.
	 */
	private record NotCreated(String name, BeansException cause) implements Probe {

		@Override
		public void count(Census census) {
			throw this.cause;
		}

	}

}

package io.leakguard.autoconfigure.probe.data;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.BaseStream;
import java.util.stream.Stream;

import io.leakguard.LeakGuard;
import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Handle;
import io.leakguard.tracking.Tracker;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.data.repository.core.RepositoryInformation;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport;

/**
 * Has repositories tell of the streams they return, if the store keeps a cursor open for
 * them. If another store returns one at all, it is over what has been read already, and
 * nothing has to be closed; reactive ones return none. The stream keeps its handle among
 * its close handlers, so that the handle lives exactly as long as the stream.
 */
final class RepositoryStreams implements BeanPostProcessor {

	static final String POPULATION = "spring.data.streams";

	/**
	 * The modules of Spring Data whose queries return a stream over a result that is
	 * open, by the package of the factory.
	 */
	private static final List<String> WITH_CURSORS = List.of("org.springframework.data.jpa.",
			"org.springframework.data.jdbc.", "org.springframework.data.mongodb.",
			"org.springframework.data.elasticsearch.");

	private static final StreamMethods STREAMS = new StreamMethods();

	private final ObjectProvider<LeakGuard> leakGuard;

	private volatile @Nullable Tracker tracker;

	RepositoryStreams(ObjectProvider<LeakGuard> leakGuard) {
		this.leakGuard = leakGuard;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof RepositoryFactoryBeanSupport<?, ?, ?> factoryBean && hasCursors(factoryBean.getClass())) {
			factoryBean.addRepositoryFactoryCustomizer(
					(factory) -> factory.addRepositoryProxyPostProcessor((proxyFactory, information) -> {
						if (returnsStreams(information.getRepositoryInterface())) {
							proxyFactory.addAdvisor(0,
									new DefaultPointcutAdvisor(STREAMS, new Interceptor(information)));
						}
					}));
		}
		return bean;
	}

	private static boolean returnsStreams(Class<?> repository) {
		return Stream.of(repository.getMethods()).anyMatch(STREAMS::returnsStream);
	}

	/** An application's own factory extends one of these, as that of Envers does. */
	private static boolean hasCursors(Class<?> factory) {
		for (Class<?> type = factory; type != null; type = type.getSuperclass()) {
			if (WITH_CURSORS.stream().anyMatch(type.getName()::startsWith)) {
				return true;
			}
		}
		return false;
	}

	private @Nullable Tracker tracker() {
		Tracker known = this.tracker;
		if (known == null) {
			LeakGuard available = available();
			if (available != null) {
				known = available.tracking().tracker(POPULATION, Kind.NOT_CLOSED, Unit.OBJECTS).watched();
				this.tracker = known;
			}
		}
		return known;
	}

	private @Nullable LeakGuard available() {
		try {
			return this.leakGuard.getIfAvailable();
		}
		catch (BeansException ex) {
			// the context is starting or closing
			return null;
		}
	}

	/** The other methods are called through nothing of ours. */
	private static final class StreamMethods extends StaticMethodMatcherPointcut {

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return returnsStream(method);
		}

		boolean returnsStream(Method method) {
			return BaseStream.class.isAssignableFrom(method.getReturnType());
		}

	}

	/** Takes note of the streams of one repository. */
	private final class Interceptor implements MethodInterceptor {

		private final RepositoryInformation repository;

		private final Map<Method, Boolean> queries = new ConcurrentHashMap<>();

		Interceptor(RepositoryInformation repository) {
			this.repository = repository;
		}

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			Object result = invocation.proceed();
			if (result instanceof BaseStream<?, ?> stream && isQuery(invocation.getMethod())) {
				Tracker tracker = tracker();
				return (tracker != null) ? opened(stream, tracker) : stream;
			}
			return result;
		}

		/** A stream over a list, as a method with a body may return, needs no closing. */
		private boolean isQuery(Method method) {
			return this.queries.computeIfAbsent(method, this.repository::isQueryMethod);
		}

		/** Whatever goes wrong here, the application gets what its repository made. */
		private BaseStream<?, ?> opened(BaseStream<?, ?> stream, Tracker tracker) {
			try {
				Handle handle = tracker.opened(stream, this.repository.getRepositoryInterface());
				if (stream.onClose(handle::close) != stream) {
					handle.close();
				}
			}
			catch (RuntimeException ex) {
				// a stream that has been used takes no further close handler
			}
			return stream;
		}

	}

}

package io.leakguard.autoconfigure.probe.context;

import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventMulticasterRegistrar}.
 */
class EventMulticasterRegistrarTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(LeakGuardAutoConfiguration.class, ContextProbesAutoConfiguration.class));

	@Test
	void theMulticasterKnowsTheSites() {
		this.runner.run((context) -> assertThat(multicaster(context)).isInstanceOf(SitedEventMulticaster.class));
	}

	@Test
	void oneOfAnotherAutoConfigurationThatAsksNobodyIsUsed() {
		this.runner.withConfiguration(AutoConfigurations.of(Other.class))
			.run((context) -> assertThat(multicaster(context))
				.isExactlyInstanceOf(SimpleApplicationEventMulticaster.class));
	}

	@Test
	void theUsersOwnIsUsed() {
		this.runner
			.withBean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
					SimpleApplicationEventMulticaster.class)
			.run((context) -> assertThat(multicaster(context))
				.isExactlyInstanceOf(SimpleApplicationEventMulticaster.class));
	}

	@Test
	void oneThatAnInitializerRegisteredIsUsedAndNotDestroyed() {
		Closeable own = new Closeable();
		this.runner.withInitializer((context) -> {
			own.setBeanFactory(context.getBeanFactory());
			context.getBeanFactory()
				.registerSingleton(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME, own);
		}).run((context) -> {
			assertThat(multicaster(context)).isSameAs(own);
			assertThat(own.destroyed).isFalse();
		});
	}

	@Test
	void oneThatARegistryPostProcessorRegistersLastIsUsed() {
		this.runner.withUserConfiguration(Last.class)
			.run((context) -> assertThat(multicaster(context))
				.isExactlyInstanceOf(SimpleApplicationEventMulticaster.class));
	}

	@Test
	void aContextThatIsProcessedAheadOfTimeHasTheDefinition() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(ContextProbesAutoConfiguration.class);
			context.refreshForAotProcessing(new RuntimeHints());
			assertThat(context.getBeanDefinition(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME)
				.getBeanClassName()).isEqualTo(SitedEventMulticaster.class.getName());
		}
	}

	@Test
	void switchedOffItIsSprings() {
		this.runner.withPropertyValues("leakguard.probe.listeners.enabled=false")
			.run((context) -> assertThat(multicaster(context))
				.isExactlyInstanceOf(SimpleApplicationEventMulticaster.class));
	}

	private static Object multicaster(org.springframework.context.ApplicationContext context) {
		return context.getBean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
				ApplicationEventMulticaster.class);
	}

	private static final class Closeable extends SimpleApplicationEventMulticaster implements DisposableBean {

		private boolean destroyed;

		@Override
		public void destroy() {
			this.destroyed = true;
		}

	}

	/** Asks nobody, and is asked when all others have been. */
	@Configuration(proxyBeanMethods = false)
	static class Last {

		@Bean
		static BeanDefinitionRegistryPostProcessor last() {
			return (registry) -> registry.registerBeanDefinition(
					AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
					new RootBeanDefinition(SimpleApplicationEventMulticaster.class));
		}

	}

	/** Sorted after ours, as Spring Modulith's is. */
	@AutoConfiguration(after = ContextProbesAutoConfiguration.class)
	static class Other {

		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster() {
			return new SimpleApplicationEventMulticaster();
		}

	}

}

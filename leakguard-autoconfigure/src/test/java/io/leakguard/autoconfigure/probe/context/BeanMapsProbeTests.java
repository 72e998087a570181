package io.leakguard.autoconfigure.probe.context;

import io.leakguard.autoconfigure.probe.Counts;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BeanMapsProbe}.
 */
class BeanMapsProbeTests {

	@Test
	void beansThatAreRegisteredAtRunTimeAreCountedByThePatternOfTheirName() {
		try (AnnotationConfigApplicationContext context = context()) {
			Counts counts = Counts.of(new BeanMapsProbe(context.getBeanFactory()));
			for (int i = 0; i < 20; i++) {
				context.registerBean("tenant-" + i, Tenant.class);
				context.getBean("tenant-" + i);
				counts.scan();
			}
			for (String population : new String[] { "spring.singletons", "spring.beanDefinitions",
					"spring.disposableBeans" }) {
				assertThat(counts.count(population, "bean tenant*")).as(population).isEqualTo(20);
				assertThat(counts.saysOldestNeverLeave(population, "bean tenant*")).as(population).isTrue();
			}
		}
	}

	@Test
	void beansThatAreRemovedAgainAreNotCounted() {
		try (AnnotationConfigApplicationContext context = context()) {
			Counts counts = Counts.of(new BeanMapsProbe(context.getBeanFactory()));
			for (int i = 0; i < 20; i++) {
				context.registerBean("tenant-" + i, Tenant.class);
				context.getBean("tenant-" + i);
				counts.scan();
				context.removeBeanDefinition("tenant-" + i);
			}
			counts.scan();
			for (String population : new String[] { "spring.singletons", "spring.beanDefinitions",
					"spring.disposableBeans" }) {
				assertThat(counts.count(population, "bean tenant*")).as(population).isZero();
			}
		}
	}

	private static AnnotationConfigApplicationContext context() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.refresh();
		return context;
	}

	static class Tenant implements DisposableBean {

		@Override
		public void destroy() {
		}

	}

}

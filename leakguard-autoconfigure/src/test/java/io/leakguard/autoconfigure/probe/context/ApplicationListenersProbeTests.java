package io.leakguard.autoconfigure.probe.context;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe.UnavailableException;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.GenericApplicationListenerAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ApplicationListenersProbe}.
 */
class ApplicationListenersProbeTests {

	private static final String NAME = ApplicationListenersProbe.POPULATION;

	private static final String LAMBDA = ApplicationListenersProbeTests.class.getName() + "$$Lambda";

	@Test
	void aListenerThatIsAddedWithEachRequestIsCountedByItsClass() {
		try (AnnotationConfigApplicationContext context = context()) {
			Counts counts = Counts.of(new ApplicationListenersProbe(context));
			for (int i = 0; i < 20; i++) {
				context.addApplicationListener(listener(new byte[16]));
				counts.scan();
			}
			assertThat(counts.count(NAME, LAMBDA)).isEqualTo(20);
			assertThat(counts.saysOldestNeverLeave(NAME, LAMBDA)).isTrue();
			assertThat(counts.population(NAME).kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
		}
	}

	@Test
	void aListenerThatIsRemovedIsNotCounted() {
		try (AnnotationConfigApplicationContext context = context()) {
			Counts counts = Counts.of(new ApplicationListenersProbe(context));
			for (int i = 0; i < 20; i++) {
				ApplicationListener<PayloadApplicationEvent<String>> listener = listener(new byte[16]);
				context.addApplicationListener(listener);
				counts.scan();
				context.removeApplicationListener(listener);
			}
			assertThat(counts.scan().count(NAME, LAMBDA)).isZero();
			assertThat(counts.saysOldestNeverLeave(NAME, LAMBDA)).isFalse();
		}
	}

	@Test
	void aDestroyedListenerThatTheContextItselfKeepsIsNotCounted() {
		try (AnnotationConfigApplicationContext context = context()) {
			context.registerBeanDefinition("closing",
					BeanDefinitionBuilder.genericBeanDefinition(Closing.class).getBeanDefinition());
			context.getBean("closing");
			Counts counts = Counts.of(new ApplicationListenersProbe(context));
			assertThat(counts.scan().count(NAME, Closing.class.getName())).isOne();
			context.getDefaultListableBeanFactory().destroySingleton("closing");
			assertThat(context.getApplicationListeners()).hasAtLeastOneElementOfType(Closing.class);
			assertThat(counts.scan().count(NAME, Closing.class.getName())).isZero();
		}
	}

	@Test
	void aWrappedListenerIsCountedByItsOwnClass() {
		try (AnnotationConfigApplicationContext context = context()) {
			context.addApplicationListener(new GenericApplicationListenerAdapter(new Closing()));
			context.addApplicationListener(ApplicationListener.forPayload(new Closing()::payload));
			Counts counts = Counts.of(new ApplicationListenersProbe(context)).scan();
			assertThat(counts.count(NAME, Closing.class.getName())).isOne();
			assertThat(counts.count(NAME, LAMBDA)).isOne();
		}
	}

	@Test
	void aForeignKindOfContextIsUnavailable() {
		Counts counts = Counts.of(new ApplicationListenersProbe(mock(ApplicationContext.class)));
		assertThatExceptionOfType(UnavailableException.class).isThrownBy(counts::scan);
	}

	private static ApplicationListener<PayloadApplicationEvent<String>> listener(byte[] state) {
		return (event) -> assertThat(state).hasSize(16);
	}

	private static AnnotationConfigApplicationContext context() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.refresh();
		return context;
	}

	static class Closing implements ApplicationListener<ContextClosedEvent> {

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
		}

		void payload(Object payload) {
		}

	}

}

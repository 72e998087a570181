package io.leakguard.autoconfigure.holding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.holding.CountedElsewhere;
import io.leakguard.holding.HoldingProbe;
import io.leakguard.holding.Root;
import io.leakguard.holding.Root.Rank;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.LazyInitTargetSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HoldingAutoConfiguration} and {@link BeanRoots}.
 */
class HoldingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withPropertyValues("leakguard.holding.application-packages=io.leakguard.autoconfigure.holding.",
				"leakguard.holding.pass-every=1", "leakguard.holding.budget=5s")
		.withConfiguration(AutoConfigurations.of(HoldingAutoConfiguration.class));

	@Test
	void whatAControllerHoldsIsNamedAfterIt() {
		this.runner.withUserConfiguration(Application.class).run((context) -> {
			Events events = context.getBean(Events.class);
			Counts counts = Counts.of(context.getBean(HoldingProbe.class)).scan();
			for (int i = 0; i < 20; i++) {
				events.clients.add(new SseEmitter());
				counts.scan();
			}
			Population found = counts.population("held.HoldingAutoConfigurationTests$Events.clients");
			assertThat(found.count()).isEqualTo(20);
			assertThat(found.kind()).isEqualTo(Kind.SESSION_RETAINED);
			assertThat(found.culprit().type()).isEqualTo(SseEmitter.class.getName());
			assertThat(found.holder()).startsWith(Events.class.getName() + ".clients (");
		});
	}

	@Test
	void whatAControllerGivesBackIsNotCounted() {
		this.runner.withUserConfiguration(Application.class).run((context) -> {
			Events events = context.getBean(Events.class);
			Counts counts = Counts.of(context.getBean(HoldingProbe.class)).scan();
			for (int i = 0; i < 20; i++) {
				SseEmitter emitter = new SseEmitter();
				events.clients.add(emitter);
				events.clients.remove(emitter);
				counts.scan();
			}
			assertThat(counts.has("held.HoldingAutoConfigurationTests$Events.clients")).isFalse();
		});
	}

	@Test
	void aConfigurationClassAndATargetBehindAProxyAreWalked() {
		this.runner.withUserConfiguration(Application.class).run((context) -> {
			Counts counts = Counts.of(context.getBean(HoldingProbe.class)).scan();
			Service service = context.getBean("service", Service.class);
			for (int i = 0; i < 20; i++) {
				context.getBean(Application.class).remember("x" + i);
				service.call("x" + i);
				counts.scan();
			}
			assertThat(counts.population("held.HoldingAutoConfigurationTests$Application.remembered").count())
				.isEqualTo(20);
			assertThat(counts.population("held.HoldingAutoConfigurationTests$DefaultService.calls").count())
				.isEqualTo(20);
		});
	}

	@Test
	void whatAnotherProbeCountsIsNotCountedTwice() {
		Set<String> elsewhere = ConcurrentHashMap.newKeySet();
		this.runner.withUserConfiguration(Application.class)
			.withBean(CountedElsewhere.class, () -> () -> List.of(elsewhere))
			.withBean("jobs", Jobs.class, () -> new Jobs(elsewhere))
			.run((context) -> {
				Counts counts = Counts.of(context.getBean(HoldingProbe.class)).scan();
				for (int i = 0; i < 20; i++) {
					elsewhere.add("x" + i);
					context.getBean(Jobs.class).mine.add("x" + i);
					counts.scan();
				}
				assertThat(counts.population("held.HoldingAutoConfigurationTests$Jobs.mine").count()).isEqualTo(20);
				assertThat(counts.has("held.HoldingAutoConfigurationTests$Jobs.elsewhere")).isFalse();
			});
	}

	@Test
	void noBeanIsMadeAndNoScopeIsAsked() {
		this.runner.withUserConfiguration(Application.class).run((context) -> {
			int before = Application.LAZY.get();
			BeanRoots roots = new BeanRoots(context.getBeanFactory(), (name) -> true, List.of());
			assertThat(roots.current()).extracting(Root::name).doesNotContain("lazyService", "lazyTarget");
			Counts.of(context.getBean(HoldingProbe.class)).scan().scan();
			assertThat(Application.LAZY).hasValue(before);
			assertThat(context.getBeanFactory().containsSingleton("lazyService")).isFalse();
		});
	}

	@Test
	void theApplicationsBeansAreToldFromThoseOfLibraries() {
		this.runner.withUserConfiguration(Application.class).run((context) -> {
			BeanRoots roots = new BeanRoots(context.getBeanFactory(),
					(name) -> name.startsWith("io.leakguard.autoconfigure.holding."), List.of());
			assertThat(roots.current()).filteredOn((root) -> root.name().equals("events"))
				.extracting(Root::rank)
				.containsExactly(Rank.APPLICATION);
			assertThat(roots.current()).filteredOn((root) -> root.name().equals("environment"))
				.extracting(Root::rank)
				.containsExactly(Rank.LIBRARY);
		});
	}

	@Test
	void nothingIsLeftWhenItIsSwitchedOff() {
		for (String property : new String[] { "leakguard.enabled=false", "leakguard.holding.enabled=false" }) {
			this.runner.withPropertyValues(property)
				.run((context) -> assertThat(context).doesNotHaveBean(Probe.class)
					.doesNotHaveBean(HoldingProperties.class));
		}
	}

	@Test
	void excludedClassesAreNotLookedInto() {
		this.runner.withPropertyValues("leakguard.holding.excluded=" + Events.class.getName())
			.withUserConfiguration(Application.class)
			.run((context) -> {
				Events events = context.getBean(Events.class);
				Counts counts = Counts.of(context.getBean(HoldingProbe.class)).scan();
				for (int i = 0; i < 20; i++) {
					events.clients.add(new SseEmitter());
					counts.scan();
				}
				assertThat(counts.has("held.HoldingAutoConfigurationTests$Events.clients")).isFalse();
			});
	}

	@Test
	void aDepthThatMakesNoSenseIsRefusedAtTheStart() {
		ApplicationContextRunner wrong = this.runner.withPropertyValues("leakguard.holding.max-depth=0");
		for (ApplicationContextRunner runner : List.of(wrong,
				wrong.withBean(LazyInitializationBeanFactoryPostProcessor.class))) {
			runner.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("'leakguard.holding.max-depth' must be between 1 and 20 but is 0"));
		}
	}

	@Test
	void whatTheContainerItselfHoldsIsQuietWhileItWorks() {
		this.runner.withUserConfiguration(Application.class).run((context) -> {
			Counts counts = Counts.of(context.getBean(HoldingProbe.class)).scan();
			ConfigurableApplicationContext application = context;
			for (int i = 0; i < 20; i++) {
				application.publishEvent("event " + i);
				application.getBeanProvider(Events.class).getObject();
				counts.scan();
			}
			assertThat(counts.names()).noneMatch((name) -> name.startsWith("held."));
		});
	}

	static class Events {

		final Set<SseEmitter> clients = ConcurrentHashMap.newKeySet();

	}

	static class Jobs {

		private final Set<String> elsewhere;

		private final List<String> mine = new CopyOnWriteArrayList<>();

		Jobs(Set<String> elsewhere) {
			this.elsewhere = elsewhere;
		}

	}

	interface Service {

		void call(String name);

	}

	static class DefaultService implements Service {

		private final Map<String, String> calls = new ConcurrentHashMap<>();

		@Override
		public void call(String name) {
			this.calls.put(name, name);
		}

	}

	@Configuration
	static class Application {

		static final AtomicInteger LAZY = new AtomicInteger();

		private final List<String> remembered = new CopyOnWriteArrayList<>();

		void remember(String name) {
			this.remembered.add(name);
		}

		@Bean
		Events events() {
			return new Events();
		}

		@Bean
		Service service() {
			return (Service) new ProxyFactory(new DefaultService()).getProxy();
		}

		@Bean
		@Lazy
		List<String> lazyService() {
			LAZY.incrementAndGet();
			return Collections.synchronizedList(new ArrayList<>());
		}

		@Bean
		Service lazyTarget(org.springframework.beans.factory.BeanFactory beanFactory) {
			LazyInitTargetSource source = new LazyInitTargetSource();
			source.setTargetBeanName("lazyService");
			source.setTargetClass(List.class);
			source.setBeanFactory(beanFactory);
			ProxyFactory factory = new ProxyFactory();
			factory.setTargetSource(source);
			factory.addInterface(Service.class);
			return (Service) factory.getProxy();
		}

	}

}

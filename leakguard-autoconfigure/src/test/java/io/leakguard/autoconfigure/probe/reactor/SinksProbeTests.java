package io.leakguard.autoconfigure.probe.reactor;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SinksProbe}.
 */
class SinksProbeTests {

	private static final String NAME = "reactor.sinks." + Router.class.getName() + ".sink";

	private static final String VIEW = SinksProbeTests.class.getName() + "$$Lambda";

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final Router router = new Router();

	private final Counts counts = Counts.of(new SinksProbe(this.beanFactory));

	@Test
	void subscribersThatAreNeverDisposedAreCountedByTheirClass() {
		this.beanFactory.registerSingleton("router", this.router);
		for (int i = 0; i < 30; i++) {
			this.router.sink.asFlux().map(String::trim).subscribe(new View()::on);
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).count()).isEqualTo(30);
		assertThat(this.counts.count(NAME, VIEW)).isEqualTo(30);
		assertThat(this.counts.saysOldestNeverLeave(NAME, VIEW)).isTrue();
		assertThat(this.counts.population(NAME).kind()).isEqualTo(Kind.SUBSCRIPTION_NOT_CANCELLED);
	}

	@Test
	void subscribersThatAreDisposedAreNot() {
		this.beanFactory.registerSingleton("router", this.router);
		for (int i = 0; i < 30; i++) {
			Disposable subscription = this.router.sink.asFlux().subscribe(new View()::on);
			this.counts.scan();
			subscription.dispose();
		}
		assertThat(this.counts.scan().population(NAME).count()).isZero();
	}

	@Test
	void aSinkThatIsABeanIsNamedAfterIt() {
		Sinks.Many<String> sink = Sinks.many().multicast().onBackpressureBuffer();
		this.beanFactory.registerSingleton("prices", sink);
		sink.asFlux().subscribe(new View()::on);
		assertThat(this.counts.scan().count("reactor.sinks.prices", VIEW)).isOne();
	}

	static class Router {

		private final Sinks.Many<String> sink = Sinks.many().multicast().directBestEffort();

	}

	static class View {

		void on(String text) {
		}

	}

}

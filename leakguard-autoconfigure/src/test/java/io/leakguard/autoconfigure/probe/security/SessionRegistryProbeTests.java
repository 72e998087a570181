package io.leakguard.autoconfigure.probe.security;

import java.time.Duration;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.security.core.session.SessionRegistryImpl;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionRegistryProbe}.
 */
class SessionRegistryProbeTests {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final SessionRegistryImpl registry = new SessionRegistryImpl();

	private final Counts counts = Counts.of(new SessionRegistryProbe(this.beanFactory, () -> Duration.ofMinutes(20)));

	@Test
	void sessionsOfWhichNobodySaysThatTheyEndedAreCounted() {
		this.beanFactory.registerSingleton("registry", this.registry);
		for (int i = 0; i < 30; i++) {
			this.registry.registerNewSession("session-" + i, "user");
			this.counts.scan();
		}
		Population sessions = this.counts.population("security.sessions.registry");
		assertThat(sessions.kind()).isEqualTo(Kind.SESSION_RETAINED);
		assertThat(sessions.count()).isEqualTo(30);
		assertThat(sessions.lifetime()).isEqualTo(Duration.ofMinutes(20));
		assertThat(sessions.groups().get(0).signs()).containsExactly(Sign.OLDEST_NEVER_LEAVE);
	}

	@Test
	void sessionsThatEndAreNot() {
		this.beanFactory.registerSingleton("registry", this.registry);
		for (int i = 0; i < 30; i++) {
			this.registry.registerNewSession("session-" + i, "user");
			this.counts.scan();
			this.registry.removeSessionInformation("session-" + i);
		}
		assertThat(this.counts.scan().population("security.sessions.registry").count()).isZero();
	}

	@Test
	void theTimeoutIsThatOfTheServletContainer() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SecurityProbesAutoConfiguration.class))
			.withBean(SessionRegistryImpl.class)
			.run((context) -> {
				context.getServletContext().setSessionTimeout(7);
				assertThat(lifetime(context)).isEqualTo(Duration.ofMinutes(7));
				context.getServletContext().setSessionTimeout(-1);
				assertThat(lifetime(context)).as("never").isNull();
			});
	}

	@Test
	void withoutServletsTheTimeoutIsThatOfTheConfiguration() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SecurityProbesAutoConfiguration.class))
			.withBean(SessionRegistryImpl.class);
		runner.run((context) -> assertThat(lifetime(context)).isEqualTo(Duration.ofMinutes(30)));
		runner.withPropertyValues("server.servlet.session.timeout=90")
			.run((context) -> assertThat(lifetime(context)).isEqualTo(Duration.ofSeconds(90)));
		runner.withPropertyValues("server.servlet.session.timeout=2h")
			.run((context) -> assertThat(lifetime(context)).isEqualTo(Duration.ofHours(2)));
	}

	private static @Nullable Duration lifetime(ApplicationContext context) {
		context.getBean(SessionRegistryImpl.class).registerNewSession("session", "user");
		return Counts.of(context.getBean(Probe.class))
			.scan()
			.population("security.sessions.sessionRegistryImpl")
			.lifetime();
	}

}

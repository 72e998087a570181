package io.leakguard.autoconfigure.probe.security;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.security.core.session.SessionRegistryImpl;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionRegistryProbe}.
 */
class SessionRegistryProbeTests {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final SessionRegistryImpl registry = new SessionRegistryImpl();

	private final Counts counts = Counts.of(new SessionRegistryProbe(this.beanFactory));

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

}

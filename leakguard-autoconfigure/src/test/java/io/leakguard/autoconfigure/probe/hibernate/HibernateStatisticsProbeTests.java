package io.leakguard.autoconfigure.probe.hibernate;

import java.util.ArrayList;
import java.util.List;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HibernateStatisticsProbe}.
 */
class HibernateStatisticsProbeTests {

	private static final String NAME = "hibernate.sessions.orders";

	private final SessionFactory factory = new Configuration()
		.setProperty("hibernate.connection.url", "jdbc:h2:mem:stat")
		.buildSessionFactory();

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final Counts counts = Counts.of(new HibernateStatisticsProbe(this.beanFactory));

	private final List<Session> kept = new ArrayList<>();

	@AfterEach
	void close() {
		this.kept.forEach(Session::close);
		this.factory.close();
	}

	@Test
	void sessionsThatAreNotClosedAreCountedWhereStatisticsAreOn() {
		this.factory.getStatistics().setStatisticsEnabled(true);
		this.beanFactory.registerSingleton("orders", this.factory);
		for (int i = 0; i < 20; i++) {
			this.kept.add(this.factory.openSession());
			this.factory.openSession().close();
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME)).satisfies((population) -> {
			assertThat(population.kind()).isEqualTo(Kind.NOT_CLOSED);
			assertThat(population.count()).isEqualTo(20);
			assertThat(population.added()).isEqualTo(40);
			assertThat(population.ended()).isEqualTo(20);
		});
	}

	@Test
	void sessionsThatAreClosedAreNot() {
		this.factory.getStatistics().setStatisticsEnabled(true);
		this.beanFactory.registerSingleton("orders", this.factory);
		for (int i = 0; i < 20; i++) {
			this.factory.openSession().close();
			assertThat(this.counts.scan().population(NAME).count()).isZero();
		}
	}

	@Test
	void statisticsThatAreOffStayOff() {
		this.beanFactory.registerSingleton("orders", this.factory);
		assertThat(this.counts.scan().names()).isEmpty();
		assertThat(this.factory.getStatistics().isStatisticsEnabled()).isFalse();
	}

}

package io.leakguard.autoconfigure.probe.pool;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Unit;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.jms.core.JmsTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JmsPools}, against a broker in this process.
 */
class JmsPoolsTests {

	private static final int SESSIONS = 3;

	private static final String NAME = "jms.pool.broker";

	private static final EmbeddedActiveMQ BROKER = new EmbeddedActiveMQ();

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final ConnectionPoolsProbe probe = new ConnectionPoolsProbe("jms.pool", "connection factory", Unit.OBJECTS,
			new JmsPools(this.beanFactory));

	private final Counts counts = Counts.of(this.probe);

	private final JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();

	@BeforeAll
	static void startBroker() throws Exception {
		BROKER.setConfiguration(new ConfigurationImpl().setPersistenceEnabled(false)
			.setSecurityEnabled(false)
			.addAcceptorConfiguration("vm", "vm://0"));
		BROKER.start();
	}

	@AfterAll
	static void stopBroker() throws Exception {
		BROKER.stop();
	}

	@BeforeEach
	void open() {
		this.pool.setConnectionFactory(new ActiveMQConnectionFactory("vm://0"));
		this.pool.setMaxSessionsPerConnection(SESSIONS);
		this.beanFactory.registerSingleton("broker", this.pool);
	}

	@AfterEach
	void close() {
		this.pool.stop();
		this.probe.close();
	}

	@Test
	void sessionsThatAreNeverClosedExhaustThePool() throws Exception {
		assertThat(this.counts.scan().has(NAME)).as("asking makes no pool").isFalse();
		send();
		for (int i = 0; i < SESSIONS; i++) {
			session();
		}
		Thread waiting = new Thread(this::send);
		waiting.start();
		Awaitility.await().until(() -> waiting.getState() == Thread.State.WAITING);
		scans(6);
		Population population = this.counts.population(NAME);
		assertThat(population.kind()).isEqualTo(Kind.POOL_EXHAUSTED);
		assertThat(population.count()).isEqualTo(SESSIONS);
		assertThat(population.bound()).isEqualTo(SESSIONS);
		assertThat(population.facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.POOL_EXHAUSTED);
			assertThat(fact.culprit().type()).isEqualTo("connection factory `broker`");
			assertThat(fact.detail()).startsWith("3 of 3 are out of the pool").endsWith("and 1 wait for it");
		});
		waiting.interrupt();
		waiting.join();
	}

	@Test
	void sessionsThatAreClosedDoNot() throws JMSException {
		for (int i = 0; i < 40; i++) {
			send();
			try (Session session = session()) {
				this.counts.scan();
				assertThat(session.getTransacted()).isFalse();
			}
			assertThat(this.counts.population(NAME).facts()).isEmpty();
		}
		assertThat(this.counts.scan().population(NAME).count()).isZero();
	}

	/** As the consumers of a listener container do, at night when nobody sends. */
	@Test
	void sessionsOfOneSortThatAreAllInUseLeaveThoseOfTheOther() throws JMSException {
		for (int i = 0; i < 5; i++) {
			send();
			this.counts.scan();
		}
		for (int i = 0; i < SESSIONS; i++) {
			this.pool.createConnection().createSession(true, Session.SESSION_TRANSACTED);
		}
		scans(60);
		Population population = this.counts.population(NAME);
		assertThat(population.count()).isEqualTo(SESSIONS);
		assertThat(population.bound()).isEqualTo(2 * SESSIONS);
		assertThat(population.facts()).isEmpty();
	}

	private Session session() throws JMSException {
		Connection connection = this.pool.createConnection();
		return connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
	}

	private void send() {
		new JmsTemplate(this.pool).convertAndSend("orders", "order");
	}

	private void scans(int count) {
		for (int i = 0; i < count; i++) {
			this.counts.scan();
		}
	}

}

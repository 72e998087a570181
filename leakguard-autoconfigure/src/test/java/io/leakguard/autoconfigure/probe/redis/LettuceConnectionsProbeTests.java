package io.leakguard.autoconfigure.probe.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.protocol.ProtocolVersion;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.autoconfigure.probe.RespServer;
import io.leakguard.autoconfigure.probe.redis.LettuceConnectionsProbe.Client;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LettuceConnectionsProbe}.
 */
class LettuceConnectionsProbeTests {

	private static final String NAME = "redis.connections.redisClient";

	private static final String CONNECTION = "io.lettuce.core.StatefulRedisConnectionImpl";

	private final RespServer server = new RespServer();

	private final RedisClient client = RedisClient.create(RedisURI.create("localhost", this.server.port()));

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	@AfterEach
	void close() throws Exception {
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		this.server.close();
	}

	@Test
	void connectionsThatAreNotClosedAreCounted() {
		Counts counts = counts();
		for (int i = 0; i < 12; i++) {
			this.client.connect();
			counts.scan();
		}
		assertThat(counts.population(NAME).kind()).isEqualTo(Kind.NOT_CLOSED);
		assertThat(counts.count(NAME, CONNECTION)).isEqualTo(12);
		assertThat(counts.saysOldestNeverLeave(NAME, CONNECTION)).isTrue();
	}

	@Test
	void connectionsThatAreClosedAreNot() {
		Counts counts = counts();
		for (int i = 0; i < 12; i++) {
			try (StatefulRedisConnection<String, String> connection = this.client.connect()) {
				assertThat(counts.scan().population(NAME).count()).isOne();
			}
		}
		assertThat(counts.scan().population(NAME).count()).isZero();
	}

	@Test
	void theClientOfAConnectionFactoryIsNamedAfterIt() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("localhost", this.server.port()));
		this.beanFactory.registerSingleton("redis", factory);
		Counts counts = Counts
			.of(new LettuceConnectionsProbe(this.beanFactory, new ConnectionFactoryClients(this.beanFactory)));
		assertThat(counts.scan().names()).isEmpty();
		factory.afterPropertiesSet();
		factory.start();
		factory.getConnection().ping();
		assertThat(counts.scan().population("redis.connections.redis").count()).isOne();
		factory.destroy();
	}

	@Test
	void aPoolThatFillsWithTheLoadIsBoundedByItsMaximum() {
		Population connections = pooled(64, 20);
		assertThat(connections.bound()).isEqualTo(2 * 64);
		assertThat(connections.isTrended()).isTrue();
	}

	@Test
	void aPoolWithoutAMaximumHasNoBound() {
		assertThat(pooled(-1, 20).bound()).isNull();
	}

	@Test
	void connectionsThatAreNotPooledHaveNoBound() {
		assertThat(counts().scan().population(NAME).bound()).isNull();
	}

	@Test
	void whatThePoolOfAClusterHasOpenDependsOnItsNodesAndIsNotJudged() {
		RedisClusterClient cluster = RedisClusterClient.create(RedisURI.create("localhost", this.server.port()));
		try {
			Population pooled = Counts
				.of(new LettuceConnectionsProbe(this.beanFactory, () -> Map.of("cluster", new Client(cluster, 8))))
				.scan()
				.population("redis.connections.cluster");
			assertThat(pooled.isTrended()).isFalse();
			Population plain = Counts
				.of(new LettuceConnectionsProbe(this.beanFactory,
						() -> Map.of("cluster", new Client(cluster, LettuceConnectionsProbe.NOT_POOLED))))
				.scan()
				.population("redis.connections.cluster");
			assertThat(plain.isTrended()).isTrue();
		}
		finally {
			cluster.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		}
	}

	private Population pooled(int maxTotal, int open) {
		GenericObjectPoolConfig<StatefulConnection<?, ?>> pool = new GenericObjectPoolConfig<>();
		pool.setMaxTotal(maxTotal);
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("localhost", this.server.port()),
				LettucePoolingClientConfiguration.builder()
					.poolConfig(pool)
					.clientOptions(ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build())
					.build());
		factory.setShareNativeConnection(false);
		this.beanFactory.registerSingleton("redis", factory);
		factory.afterPropertiesSet();
		factory.start();
		List<RedisConnection> connections = new ArrayList<>();
		for (int i = 0; i < open; i++) {
			RedisConnection connection = factory.getConnection();
			connection.ping();
			connections.add(connection);
		}
		Population population = Counts
			.of(new LettuceConnectionsProbe(this.beanFactory, new ConnectionFactoryClients(this.beanFactory)))
			.scan()
			.population("redis.connections.redis");
		assertThat(population.count()).isEqualTo(open);
		connections.forEach(RedisConnection::close);
		factory.destroy();
		return population;
	}

	private Counts counts() {
		this.client.setOptions(ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build());
		this.beanFactory.registerSingleton("redisClient", this.client);
		return Counts.of(new LettuceConnectionsProbe(this.beanFactory, Map::of));
	}

}

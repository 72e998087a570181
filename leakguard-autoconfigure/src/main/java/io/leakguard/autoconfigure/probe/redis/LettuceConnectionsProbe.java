package io.leakguard.autoconfigure.probe.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

import org.springframework.beans.factory.BeanFactory;

/**
 * Counts the connections that clients of Lettuce have open. A connection stays open, and
 * connects again when it is lost, until it is closed or its client is shut down. A pool
 * of connections fills with the load and is no leak up to its maximum.
 */
final class LettuceConnectionsProbe implements Probe {

	/**
	 * A connection factory has a pool for the imperative and one for the reactive
	 * connections of a type. The shared connections come out of these pools, too.
	 */
	private static final int POOLS_PER_TYPE = 2;

	static final long NOT_POOLED = -1;

	private final HeldObjects<AbstractRedisClient> clients;

	private final Clients factories;

	private final Map<String, Roll<Object>> rolls = new HashMap<>();

	/**
	 * Create a probe.
	 * @param beanFactory has the clients as beans or in fields of beans
	 * @param factories finds further clients
	 */
	LettuceConnectionsProbe(BeanFactory beanFactory, Clients factories) {
		this.clients = new HeldObjects<>(beanFactory, AbstractRedisClient.class);
		this.factories = factories;
	}

	@Override
	public String name() {
		return "redis.connections";
	}

	@Override
	public void count(Census census) {
		PrivateField resources = PrivateField.of(AbstractRedisClient.class, "closeableResources");
		Map<String, Client> named = new LinkedHashMap<>(this.factories.find());
		this.clients.find().forEach((name, client) -> named.putIfAbsent(name, new Client(client, NOT_POOLED)));
		Map<AbstractRedisClient, String> present = new IdentityHashMap<>();
		this.rolls.keySet().retainAll(named.keySet());
		named.forEach((name, client) -> {
			if (present.putIfAbsent(client.client(), name) == null
					&& resources.get(client.client()) instanceof Collection<?> closeables) {
				Population.Builder population = census
					.population("redis.connections." + name, Kind.NOT_CLOSED, Unit.CONNECTIONS)
					.holder("Redis client `" + name + "`");
				List<Object> connections = connections(closeables);
				bound(population, client, connections);
				this.rolls
					.computeIfAbsent(name,
							(absent) -> new Roll<>((connection) -> Culprit.ofType(connection.getClass())))
					.count(population, connections);
			}
		});
	}

	private static void bound(Population.Builder population, Client client, List<Object> connections) {
		if (client.maxTotal() < 0) {
			return;
		}
		if (client.client() instanceof RedisClusterClient) {
			// each connection of the pool has one to each node that it has met
			population.shownOnly();
			return;
		}
		long types = connections.stream().map(Object::getClass).distinct().count();
		population.bound(POOLS_PER_TYPE * Math.max(1, types) * client.maxTotal());
	}

	private static List<Object> connections(Collection<?> closeables) {
		List<Object> connections = new ArrayList<>();
		for (Object closeable : closeables) {
			if (closeable instanceof StatefulConnection<?, ?>) {
				connections.add(closeable);
			}
		}
		return connections;
	}

	/** Finds clients that are neither beans nor fields of the application's beans. */
	interface Clients {

		/**
		 * Find the clients that exist.
		 * @return the clients by name
		 */
		Map<String, Client> find();

	}

	/**
	 * A client, and how many connections a pool of it has at most.
	 *
	 * @param client the client
	 * @param maxTotal the maximum of each pool, negative if there is no pool or no
	 * maximum
	 */
	record Client(AbstractRedisClient client, long maxTotal) {

	}

}

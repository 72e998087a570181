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
import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

import org.springframework.beans.factory.BeanFactory;

/**
 * Counts the connections that clients of Lettuce have open. A connection stays open, and
 * connects again when it is lost, until it is closed or its client is shut down.
 */
final class LettuceConnectionsProbe implements Probe {

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
		Map<String, AbstractRedisClient> named = new LinkedHashMap<>(this.factories.find());
		this.clients.find().forEach(named::putIfAbsent);
		Map<AbstractRedisClient, String> present = new IdentityHashMap<>();
		this.rolls.keySet().retainAll(named.keySet());
		named.forEach((name, client) -> {
			if (present.putIfAbsent(client, name) == null
					&& resources.get(client) instanceof Collection<?> closeables) {
				this.rolls
					.computeIfAbsent(name,
							(absent) -> new Roll<>((connection) -> Culprit.ofType(connection.getClass())))
					.count(census.population("redis.connections." + name, Kind.NOT_CLOSED, Unit.CONNECTIONS)
						.holder("Redis client `" + name + "`"), connections(closeables));
			}
		});
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
		Map<String, AbstractRedisClient> find();

	}

}

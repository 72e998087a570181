package io.leakguard.autoconfigure.probe.http;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Pool;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Counts the connections that are out of the pools of Jetty's HTTP clients, which have
 * one for each destination. A response whose content is not read keeps its connection.
 * Pools whose connections are shared by several requests are not looked at: being in use
 * says nothing there.
 */
final class JettyClientsProbe implements Probe {

	/** Destinations of one client that are looked at when they are full. */
	private static final int MAX_DESTINATIONS = 32;

	private final HeldObjects<HttpClient> clients;

	private final @Nullable RequestFactories factories;

	/** By client, and then by destination. */
	private final Map<String, Map<Object, Exhaustion>> exhaustions = new HashMap<>();

	/**
	 * Create a probe.
	 * @param beanFactory has the clients as beans or in fields of beans
	 * @param factories finds what is behind Spring's clients, {@code null} if there are
	 * none
	 */
	JettyClientsProbe(BeanFactory beanFactory, @Nullable RequestFactories factories) {
		this.clients = new HeldObjects<>(beanFactory, HttpClient.class);
		this.factories = factories;
	}

	@Override
	public String name() {
		return "http.pool.jetty";
	}

	@Override
	public void count(Census census) {
		Map<String, HttpClient> named = new LinkedHashMap<>(this.clients.find());
		if (this.factories != null) {
			this.factories.find().forEach((name, factory) -> {
				HttpClient client = clientOf(factory);
				if (client != null) {
					named.putIfAbsent(name, client);
				}
			});
		}
		this.exhaustions.keySet().retainAll(named.keySet());
		Map<HttpClient, String> present = new IdentityHashMap<>();
		named.forEach((name, client) -> {
			if (present.putIfAbsent(client, name) == null) {
				count(census, name, client);
			}
		});
	}

	private void count(Census census, String name, HttpClient client) {
		long out = 0;
		long max = 0;
		Map<Object, HttpDestination> full = new HashMap<>();
		boolean told = client.getDestinations().isEmpty();
		for (Destination each : client.getDestinations()) {
			if (each instanceof HttpDestination destination
					&& destination.getConnectionPool() instanceof DuplexConnectionPool pool) {
				told = true;
				out += pool.getActiveConnectionCount();
				max += pool.getMaxConnectionCount();
				if (isFull(pool) && full.size() < MAX_DESTINATIONS) {
					full.put(System.identityHashCode(destination), destination);
				}
			}
		}
		if (!told) {
			// one connection serves many requests
			return;
		}
		Population.Builder population = census.population("http.pool." + name, Kind.POOL_EXHAUSTED, Unit.CONNECTIONS)
			.count(out)
			.bound((max > 0) ? max : client.getMaxConnectionsPerDestination());
		Map<Object, Exhaustion> known = this.exhaustions.computeIfAbsent(name, (absent) -> new HashMap<>());
		known.keySet().retainAll(full.keySet());
		Fact worst = null;
		for (Map.Entry<Object, HttpDestination> entry : full.entrySet()) {
			HttpDestination destination = entry.getValue();
			AbstractConnectionPool pool = (AbstractConnectionPool) destination.getConnectionPool();
			Fact fact = known.computeIfAbsent(entry.getKey(), (absent) -> new Exhaustion())
				.look(census.at(), uses(pool), pool.getMaxConnectionCount(), destination.getQueuedRequestCount(),
						Culprit.ofType("HTTP client pool `" + name + "`"));
			worst = (fact != null && (worst == null || fact.since().isBefore(worst.since()))) ? fact : worst;
		}
		if (worst != null) {
			population.fact(worst);
		}
	}

	private static boolean isFull(AbstractConnectionPool pool) {
		return pool.getMaxConnectionCount() > 0 && pool.getActiveConnectionCount() >= pool.getMaxConnectionCount();
	}

	/** The pool tells how many are out, and not which. */
	private static @Nullable Set<Use> uses(AbstractConnectionPool pool) {
		PrivateField field = PrivateField.find(AbstractConnectionPool.class, "pool");
		if (field == null || !(field.get(pool) instanceof Pool<?> entries)) {
			return null;
		}
		Set<Use> uses = new HashSet<>();
		for (Pool.Entry<?> entry : List.<Pool.Entry<?>>copyOf(entries.stream().toList())) {
			if (entry.isInUse()) {
				if (!(entry.getPooled() instanceof Connection connection)) {
					return null;
				}
				uses.add(new Use(System.identityHashCode(connection), connection.getMessagesOut()));
			}
		}
		return uses;
	}

	/** The field, because the factory has no accessor. */
	private static @Nullable HttpClient clientOf(Object factory) {
		if (!factory.getClass().getName().equals("org.springframework.http.client.JettyClientHttpRequestFactory")) {
			return null;
		}
		PrivateField field = PrivateField.find(factory.getClass(), "httpClient");
		return (field != null && field.get(factory) instanceof HttpClient client) ? client : null;
	}

	/**
	 * One use of one connection: as long as it is the same, the connection has not come
	 * back. It refers to nothing of the pool.
	 *
	 * @param connection the identity of the connection
	 * @param requests how many requests it has sent
	 */
	private record Use(int connection, long requests) {

	}

}

package io.leakguard.autoconfigure.probe.http;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.pool.PoolStats;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Counts the connections that are out of Apache HttpClient's pools. A response that is
 * not closed keeps its connection.
 */
final class HttpClientPoolsProbe implements Probe {

	private final HeldObjects<PoolingHttpClientConnectionManager> managers;

	private final HeldObjects<HttpClient> clients;

	private final Map<String, Exhaustion> exhaustions = new HashMap<>();

	private final Clients further;

	/**
	 * Create a probe.
	 * @param beanFactory has the clients as beans or in fields of beans
	 * @param further finds further clients
	 */
	HttpClientPoolsProbe(BeanFactory beanFactory, Clients further) {
		this.further = further;
		this.managers = new HeldObjects<>(beanFactory, PoolingHttpClientConnectionManager.class);
		this.clients = new HeldObjects<>(beanFactory, HttpClient.class);
	}

	@Override
	public String name() {
		return "http.pool";
	}

	@Override
	public void count(Census census) {
		Map<PoolingHttpClientConnectionManager, String> present = new IdentityHashMap<>();
		Map<String, PoolingHttpClientConnectionManager> named = new LinkedHashMap<>(this.managers.find());
		Map<String, HttpClient> found = new LinkedHashMap<>(this.clients.find());
		this.further.find().forEach(found::putIfAbsent);
		found.forEach((name, client) -> {
			PoolingHttpClientConnectionManager manager = managerOf(client);
			if (manager != null) {
				named.putIfAbsent(name, manager);
			}
		});
		this.exhaustions.keySet().retainAll(named.keySet());
		named.forEach((name, manager) -> {
			if (present.putIfAbsent(manager, name) == null) {
				count(census, name, manager);
			}
		});
	}

	private void count(Census census, String name, PoolingHttpClientConnectionManager manager) {
		PoolStats stats = manager.getTotalStats();
		Population.Builder population = census.population("http.pool." + name, Kind.POOL_EXHAUSTED, Unit.CONNECTIONS)
			.count(stats.getLeased())
			.bound((long) stats.getMax())
			.limit((long) stats.getMax());
		long max = stats.getMax();
		long leased = stats.getLeased();
		long pending = stats.getPending();
		PoolStats full = (leased < max) ? fullRoute(manager) : null;
		if (full != null) {
			// who waits although the pool has room waits for a route
			max = full.getMax();
			leased = full.getLeased();
			pending = full.getPending();
		}
		Fact fact = this.exhaustions.computeIfAbsent(name, (absent) -> new Exhaustion())
			.look(census.at(), leased, max, pending, Culprit.ofType("HTTP client pool `" + name + "`"));
		if (fact != null) {
			population.fact(fact);
		}
	}

	private static @Nullable PoolStats fullRoute(PoolingHttpClientConnectionManager manager) {
		PoolStats full = null;
		for (var route : manager.getRoutes()) {
			PoolStats stats = manager.getStats(route);
			if (stats.getLeased() >= stats.getMax() && (full == null || stats.getPending() > full.getPending())) {
				full = stats;
			}
		}
		return full;
	}

	private static @Nullable PoolingHttpClientConnectionManager managerOf(HttpClient client) {
		if (!client.getClass().getName().startsWith("org.apache.hc.")) {
			return null;
		}
		PrivateField field = PrivateField.find(client.getClass(), "connManager");
		return (field != null && field.get(client) instanceof PoolingHttpClientConnectionManager manager) ? manager
				: null;
	}

	/** Finds clients that are neither beans nor fields of the application's beans. */
	interface Clients {

		/**
		 * Find the clients that exist.
		 * @return the clients by name
		 */
		Map<String, HttpClient> find();

	}

}

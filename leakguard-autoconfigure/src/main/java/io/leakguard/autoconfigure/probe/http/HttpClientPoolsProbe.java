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
import org.apache.hc.client5.http.HttpRoute;
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

	/** Stands for all routes. */
	private static final Object WHOLE = new Object();

	/** Routes that are looked at when they are full; where many are, so is the pool. */
	private static final int MAX_ROUTES = 32;

	private final HeldObjects<PoolingHttpClientConnectionManager> managers;

	private final HeldObjects<HttpClient> clients;

	/** By pool, and then by route. */
	private final Map<String, Map<Object, Exhaustion>> exhaustions = new HashMap<>();

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
		Map<Object, PoolStats> full = full(manager, stats);
		Map<Object, Exhaustion> known = this.exhaustions.computeIfAbsent(name, (absent) -> new HashMap<>());
		known.keySet().retainAll(full.keySet());
		Fact worst = null;
		for (Map.Entry<Object, PoolStats> entry : full.entrySet()) {
			Object route = entry.getKey();
			Fact fact = known.computeIfAbsent(route, (absent) -> new Exhaustion())
				.look(census.at(), Lease.of(manager, (route != WHOLE) ? route : null), entry.getValue().getMax(),
						entry.getValue().getPending(), Culprit.ofType("HTTP client pool `" + name + "`"));
			worst = (fact != null && (worst == null || fact.since().isBefore(worst.since()))) ? fact : worst;
		}
		if (worst != null) {
			population.fact(worst);
		}
	}

	/**
	 * Who waits although the pool has room waits for a route. A pool of which the bound
	 * is that of its routes says 0 as long as it has none.
	 */
	private static Map<Object, PoolStats> full(PoolingHttpClientConnectionManager manager, PoolStats total) {
		Map<Object, PoolStats> full = new HashMap<>();
		if (isFull(total)) {
			full.put(WHOLE, total);
		}
		for (HttpRoute route : manager.getRoutes()) {
			PoolStats stats = manager.getStats(route);
			if (isFull(stats) && full.size() < MAX_ROUTES) {
				full.put(route, stats);
			}
		}
		return full;
	}

	private static boolean isFull(PoolStats stats) {
		return stats.getMax() > 0 && stats.getLeased() >= stats.getMax();
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

package io.leakguard.autoconfigure.probe.http;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import io.leakguard.autoconfigure.probe.PrivateField;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.pool.LaxConnPool;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.StrictConnPool;
import org.jspecify.annotations.Nullable;

/**
 * One use of one connection of Apache HttpClient. A connection that comes back is stamped
 * with the time, and one that is not reused comes back as another entry: as long as a
 * lease is the same, the connection has not come back. It refers to nothing of the pool.
 *
 * @param entry the identity of the entry
 * @param created when its connection was made
 * @param updated when it came back last, or was made
 */
record Lease(int entry, long created, long updated) {

	/**
	 * Read which connections are out. The fields are read because the pools' own
	 * enumerations go on to serve requests and drop entries that have not connected yet.
	 * @param manager the manager
	 * @param route the route they are out for, {@code null} for all
	 * @return the leases, {@code null} if the pool does not tell
	 */
	static @Nullable Set<Lease> of(PoolingHttpClientConnectionManager manager, @Nullable Object route) {
		PrivateField field = PrivateField.find(manager.getClass(), "pool");
		Object pool = (field != null) ? field.get(manager) : null;
		Set<Lease> leases = new HashSet<>();
		if (pool instanceof StrictConnPool<?, ?> && read(pool, "lock") instanceof ReentrantLock lock) {
			lock.lock();
			try {
				return read(pool, "leased") instanceof Collection<?> entries ? add(leases, entries, route) : null;
			}
			finally {
				lock.unlock();
			}
		}
		if (pool instanceof LaxConnPool<?, ?> && read(pool, "routeToPool") instanceof Map<?, ?> routes) {
			for (Object perRoute : List.copyOf(routes.values())) {
				if (!(read(perRoute, "leased") instanceof Map<?, ?> entries)) {
					return null;
				}
				add(leases, entries.keySet(), route);
			}
			return leases;
		}
		return null;
	}

	private static Set<Lease> add(Set<Lease> leases, Collection<?> entries, @Nullable Object route) {
		for (Object each : entries) {
			if (each instanceof PoolEntry<?, ?> entry && (route == null || route.equals(entry.getRoute()))) {
				leases.add(new Lease(System.identityHashCode(entry), entry.getCreated(), entry.getUpdated()));
			}
		}
		return leases;
	}

	private static @Nullable Object read(Object target, String name) {
		PrivateField field = PrivateField.find(target.getClass(), name);
		return (field != null) ? field.get(target) : null;
	}

}

package io.leakguard.autoconfigure.probe.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import com.zaxxer.hikari.util.ClockSource;
import io.leakguard.autoconfigure.probe.ExistingBeans;
import io.leakguard.population.Census;
import io.leakguard.population.Probe;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * Counts the connections that are out of each HikariCP pool, and those that do not come
 * back. Neither the data source nor a connection is wrapped.
 */
final class HikariPoolsProbe implements Probe, AutoCloseable {

	private static final int MAX_DEPTH = 5;

	private final ExistingBeans<DataSource> dataSources;

	private final Duration heldAfter;

	private final @Nullable LeakReports reports;

	private final Map<HikariPool, PoolView> views = new IdentityHashMap<>();

	/**
	 * Create a probe.
	 * @param beanFactory has the data sources
	 * @param heldAfter after what time a connection is held too long
	 * @param detection whether HikariCP's own leak detection is used
	 */
	HikariPoolsProbe(BeanFactory beanFactory, Duration heldAfter, boolean detection) {
		this.dataSources = new ExistingBeans<>(beanFactory, DataSource.class);
		this.heldAfter = heldAfter;
		this.reports = (detection) ? new LeakReports() : null;
	}

	@Override
	public String name() {
		return "hikari";
	}

	@Override
	public synchronized void count(Census census) {
		try {
			countPools(census);
		}
		catch (RuntimeException | LinkageError ex) {
			// it may never be asked again
			this.views.values().forEach(PoolView::endDetection);
			throw ex;
		}
	}

	private void countPools(Census census) {
		long began = ClockSource.currentTime();
		if (this.reports != null) {
			this.reports.listen();
		}
		Set<HikariPool> present = Collections.newSetFromMap(new IdentityHashMap<>());
		for (DataSource dataSource : this.dataSources.find().values()) {
			for (HikariDataSource hikari : poolsBehind(dataSource, 0)) {
				if (!hikari.isClosed() && hikari.getHikariPoolMXBean() instanceof HikariPool pool
						&& present.add(pool)) {
					this.views
						.computeIfAbsent(pool, (added) -> new PoolView(hikari, pool, this.heldAfter, this.reports))
						.count(census);
				}
			}
		}
		this.views.entrySet().removeIf((entry) -> {
			boolean gone = !present.contains(entry.getKey());
			if (gone) {
				entry.getValue().close();
			}
			return gone;
		});
		if (this.reports != null) {
			this.reports.forget(began);
		}
	}

	@Override
	public synchronized void close() {
		this.views.values().forEach(PoolView::close);
		this.views.clear();
		if (this.reports != null) {
			this.reports.close();
		}
	}

	private static List<HikariDataSource> poolsBehind(@Nullable Object dataSource, int depth) {
		List<HikariDataSource> found = new ArrayList<>();
		if (dataSource instanceof HikariDataSource hikari) {
			found.add(hikari);
		}
		else if (dataSource != null && depth < MAX_DEPTH) {
			if (dataSource instanceof DelegatingDataSource delegating) {
				found.addAll(poolsBehind(delegating.getTargetDataSource(), depth + 1));
			}
			else if (dataSource instanceof AbstractRoutingDataSource routing) {
				targetsOf(routing).forEach((target) -> found.addAll(poolsBehind(target, depth + 1)));
			}
			else {
				found.addAll(poolsBehind(AopProxyUtils.getSingletonTarget(dataSource), depth + 1));
			}
		}
		return found;
	}

	/**
	 * A router that finds its targets in a way of its own, and has no table of them, is
	 * no reason to see none of the other pools.
	 */
	private static Collection<DataSource> targetsOf(AbstractRoutingDataSource routing) {
		try {
			return routing.getResolvedDataSources().values();
		}
		catch (IllegalStateException ex) {
			return Collections.emptyList();
		}
	}

}

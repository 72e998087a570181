package io.leakguard.autoconfigure.probe.executor;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.log.LogMessage;

/**
 * Remembers the executors that the context has made, weakly. While it runs, more than one
 * running executor of a bean of which there is one at a time shows that it was replaced
 * and not shut down. Of prototypes and beans of other scopes several may be meant to run:
 * one for each tenant, say. When the context has closed, what still runs was forgotten:
 * this bean is made before the destruction callback of the first executor is registered,
 * hence it is destroyed after all of them. Thread-safe.
 */
final class ExecutorOwners implements Probe, DisposableBean {

	static final String POPULATION = "executor.instances";

	private static final int MAX_REMEMBERED = 10_000;

	/**
	 * Running executors of a prototype up to which nothing is judged, the same as for
	 * threads: one may be made for each of some hosts or tenants.
	 */
	private static final int FEW = 16;

	private static final Log logger = LogFactory.getLog(ExecutorOwners.class);

	private final Map<String, Made> executors = new LinkedHashMap<>();

	private int remembered;

	/**
	 * Remember an executor.
	 * @param beanName the name of the bean
	 * @param executor the executor
	 * @param oneAtATime whether another one of that name takes the place of the first
	 */
	synchronized void made(String beanName, Object executor, boolean oneAtATime) {
		if (this.remembered >= MAX_REMEMBERED) {
			return;
		}
		Made made = this.executors.computeIfAbsent(beanName, (absent) -> new Made());
		for (WeakReference<Object> reference : made.executors) {
			if (reference.refersTo(executor)) {
				return;
			}
		}
		made.executors.add(new WeakReference<>(executor));
		made.added++;
		made.oneAtATime = oneAtATime;
		this.remembered++;
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public synchronized void count(Census census) {
		Population.Builder population = census.population(POPULATION, Kind.EXECUTOR_NOT_SHUT_DOWN, Unit.OBJECTS)
			.judgedByGroups();
		long total = 0;
		for (Map.Entry<String, Made> entry : this.executors.entrySet()) {
			Made made = entry.getValue();
			int running = running(made);
			total += running;
			if (running > (made.oneAtATime ? 1 : FEW)) {
				Group group = Group.of(entry.getKey(), Culprit.ofType("executor `" + entry.getKey() + "`"), running)
					.turnover(made.added, made.added - running);
				// the one that took its place is the one that is used
				population.group(made.oneAtATime ? group.signs(Set.of(Sign.EXACT_EVENT)) : group);
			}
		}
		population.count(total);
	}

	@Override
	public synchronized void destroy() {
		this.executors.forEach((beanName, made) -> {
			int running = running(made);
			if (running > 0) {
				logger.warn(LogMessage.format(
						"%s: executor '%s' still runs after its context was closed (%d of them); "
								+ "give the bean a destroy method that shuts it down",
						Kind.EXECUTOR_NOT_SHUT_DOWN, beanName, running));
			}
		});
		this.executors.clear();
		this.remembered = 0;
	}

	private int running(Made made) {
		int running = 0;
		for (Iterator<WeakReference<Object>> iterator = made.executors.iterator(); iterator.hasNext();) {
			Object executor = iterator.next().get();
			if (executor == null) {
				iterator.remove();
				this.remembered--;
			}
			else if (Pools.isRunning(executor)) {
				running++;
			}
		}
		return running;
	}

	/** What was made of one bean. */
	private static final class Made {

		private final List<WeakReference<Object>> executors = new ArrayList<>(1);

		private long added;

		private boolean oneAtATime;

	}

}

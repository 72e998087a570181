package io.leakguard.autoconfigure.probe.executor;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
 * running executor of one bean name shows that prototypes or replaced scoped beans are
 * not shut down. When the context has closed, what still runs was forgotten: this bean is
 * made before the destruction callback of the first executor is registered, hence it is
 * destroyed after all of them. Thread-safe.
 */
final class ExecutorOwners implements Probe, DisposableBean {

	static final String POPULATION = "executor.instances";

	private static final int MAX_REMEMBERED = 10_000;

	private static final Log logger = LogFactory.getLog(ExecutorOwners.class);

	private final Map<String, List<WeakReference<Object>>> executors = new LinkedHashMap<>();

	private int remembered;

	synchronized void made(String beanName, Object executor) {
		if (this.remembered >= MAX_REMEMBERED) {
			return;
		}
		List<WeakReference<Object>> made = this.executors.computeIfAbsent(beanName, (absent) -> new ArrayList<>(1));
		for (WeakReference<Object> reference : made) {
			if (reference.refersTo(executor)) {
				return;
			}
		}
		made.add(new WeakReference<>(executor));
		this.remembered++;
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public synchronized void count(Census census) {
		Population.Builder population = census.population(POPULATION, Kind.EXECUTOR_NOT_SHUT_DOWN, Unit.OBJECTS);
		long total = 0;
		for (Map.Entry<String, List<WeakReference<Object>>> entry : this.executors.entrySet()) {
			int running = running(entry.getValue());
			total += running;
			if (running > 1) {
				Culprit culprit = Culprit.ofType("executor `" + entry.getKey() + "`");
				population.group(Group.of(entry.getKey(), culprit, running));
				// replaced or dropped by its scope, and running none the less
				population.sign(Sign.EXACT_EVENT);
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

	private int running(List<WeakReference<Object>> made) {
		int running = 0;
		for (Iterator<WeakReference<Object>> iterator = made.iterator(); iterator.hasNext();) {
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

}

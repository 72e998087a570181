package io.leakguard.autoconfigure.probe.executor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;

import io.leakguard.autoconfigure.probe.ExistingBeans;
import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.holding.CountedElsewhere;
import io.leakguard.population.Census;
import io.leakguard.population.Probe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/**
 * Counts what executors and schedulers that are beans, or fields of beans, have in their
 * queues and in hand.
 */
final class ExecutorsProbe implements Probe, CountedElsewhere {

	private final HeldObjects<Executor> executors;

	private final ExistingBeans<ScheduledTaskHolder> scheduledTasks;

	private final Duration stuckAfter;

	private final Map<String, ExecutorView> views = new HashMap<>();

	/**
	 * Create the probe.
	 * @param beanFactory has the executors
	 * @param stuckAfter how long a pool must complete nothing to be stuck
	 */
	ExecutorsProbe(BeanFactory beanFactory, Duration stuckAfter) {
		this.stuckAfter = stuckAfter;
		this.executors = new HeldObjects<>(beanFactory, Executor.class);
		this.scheduledTasks = new ExistingBeans<>(beanFactory, ScheduledTaskHolder.class);
	}

	@Override
	public String name() {
		return "executor";
	}

	@Override
	public void count(Census census) {
		Map<String, ExecutorView> present = new LinkedHashMap<>();
		this.executors.find().forEach((name, executor) -> {
			ExecutorView view = this.views.get(name);
			if (view == null || view.executor() != executor || view.isStale()) {
				ThreadPoolExecutor pool = Pools.poolOf(executor);
				view = (pool != null)
						? new ExecutorView(name, executor, pool, this.executors.holdersOf(executor), this.stuckAfter)
						: null;
			}
			if (view != null) {
				present.put(name, view);
			}
		});
		this.views.clear();
		this.views.putAll(present);
		int counted = (present.isEmpty()) ? 0 : countedElsewhere();
		present.values().forEach((view) -> view.count(census, counted));
	}

	@Override
	public Collection<Object> counted() {
		List<Object> queues = new ArrayList<>();
		this.executors.find().values().forEach((executor) -> {
			ThreadPoolExecutor pool = Pools.poolOf(executor);
			if (pool != null && ExecutorView.isReadable(pool)) {
				queues.add(pool.getQueue());
			}
		});
		return queues;
	}

	/** Tasks of annotated methods are a population of their own. */
	private int countedElsewhere() {
		return this.scheduledTasks.find()
			.values()
			.stream()
			.filter((holder) -> holder.getClass().getName().startsWith("org.springframework."))
			.mapToInt((holder) -> holder.getScheduledTasks().size())
			.sum();
	}

}

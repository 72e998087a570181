package io.leakguard.autoconfigure.probe.quartz;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.impl.StdScheduler;
import org.quartz.simpl.RAMJobStore;

import org.springframework.beans.factory.BeanFactory;

/**
 * Counts the jobs that Quartz schedulers keep in memory, by the class of the job, and
 * their triggers. Jobs in a database are not asked for.
 */
final class QuartzJobsProbe implements Probe {

	private final HeldObjects<Scheduler> schedulers;

	private final Map<String, Roll<Object>> rolls = new HashMap<>();

	QuartzJobsProbe(BeanFactory beanFactory) {
		this.schedulers = new HeldObjects<>(beanFactory, Scheduler.class);
	}

	@Override
	public String name() {
		return "quartz.jobs";
	}

	@Override
	public void count(Census census) {
		Map<String, Scheduler> present = this.schedulers.find();
		this.rolls.keySet().retainAll(present.keySet());
		present.forEach((name, scheduler) -> {
			RAMJobStore store = storeOf(scheduler);
			if (store != null) {
				this.rolls.computeIfAbsent(name, (absent) -> new Roll<>(QuartzJobsProbe::culprit))
					.count(census.population("quartz.jobs." + name, Kind.SCHEDULED_TASK_NOT_CANCELLED, Unit.OBJECTS)
						.holder("RAMJobStore.jobsByKey of scheduler `" + name + "`"), valuesOf(store, "jobsByKey"));
			}
		});
	}

	private static @Nullable RAMJobStore storeOf(Scheduler scheduler) {
		if (scheduler.getClass() != StdScheduler.class) {
			return null;
		}
		Object current = scheduler;
		for (String field : new String[] { "sched", "resources", "jobStore" }) {
			current = (current != null) ? PrivateField.of(current.getClass(), field).get(current) : null;
		}
		return (current instanceof RAMJobStore store) ? store : null;
	}

	private static List<Object> valuesOf(RAMJobStore store, String field) {
		Object lock = PrivateField.of(RAMJobStore.class, "lock").get(store);
		if (lock == null || !(PrivateField.of(RAMJobStore.class, field).get(store) instanceof Map<?, ?> map)) {
			return List.of();
		}
		// the lock that the store takes for the time of each change
		synchronized (lock) {
			return new ArrayList<>(map.values());
		}
	}

	private static Culprit culprit(Object wrapper) {
		PrivateField detail = PrivateField.find(wrapper.getClass(), "jobDetail");
		Object job = (detail != null) ? detail.get(wrapper) : null;
		return (job instanceof JobDetail known && job.getClass().getName().startsWith("org.quartz."))
				? Culprit.ofType(known.getJobClass()) : Culprit.ofType(wrapper.getClass());
	}

}

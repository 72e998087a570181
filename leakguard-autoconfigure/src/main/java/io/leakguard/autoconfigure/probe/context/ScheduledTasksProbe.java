package io.leakguard.autoconfigure.probe.context;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.leakguard.autoconfigure.probe.ExistingBeans;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.autoconfigure.probe.Wrapped;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.scheduling.support.ScheduledMethodRunnable;

/**
 * Counts scheduled tasks by the method they call. One task a method is what a singleton
 * has; more of them are made by prototypes and custom scopes, one with each instance.
 */
final class ScheduledTasksProbe implements Probe {

	static final String POPULATION = "spring.scheduledTasks";

	private final ExistingBeans<ScheduledTaskHolder> holders;

	private final Roll<ScheduledTask> roll = new Roll<>(ScheduledTasksProbe::culprit);

	ScheduledTasksProbe(BeanFactory beanFactory) {
		this.holders = new ExistingBeans<>(beanFactory, ScheduledTaskHolder.class);
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		Collection<ScheduledTaskHolder> present = this.holders.find().values();
		if (present.isEmpty()) {
			return;
		}
		List<ScheduledTask> tasks = new ArrayList<>();
		for (ScheduledTaskHolder holder : present) {
			if (holder.getClass().getName().startsWith("org.springframework.")) {
				tasks.addAll(holder.getScheduledTasks());
			}
		}
		Population.Builder population = census.population(POPULATION, Kind.SCHEDULED_TASK_NOT_CANCELLED, Unit.TASKS)
			.holder("ScheduledAnnotationBeanPostProcessor.scheduledTasks")
			.count(tasks.size())
			.judgedByGroups();
		boolean due = this.roll.isDue(tasks.size());
		List<Group> groups = (due) ? this.roll.take(tasks) : this.roll.last();
		population.groups(groups.stream().filter((group) -> group.count() > 1).toList());
		if (!due) {
			population.stale();
		}
	}

	private static Culprit culprit(ScheduledTask task) {
		Runnable runnable = task.getTask().getRunnable();
		if (runnable instanceof ScheduledMethodRunnable method) {
			return Culprit
				.ofType(Culprit.nameOf(method.getMethod().getDeclaringClass()) + "." + method.getMethod().getName());
		}
		return Wrapped.culprit(runnable);
	}

}

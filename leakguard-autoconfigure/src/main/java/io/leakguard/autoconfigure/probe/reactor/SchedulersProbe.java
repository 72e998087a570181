package io.leakguard.autoconfigure.probe.reactor;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;

/**
 * Counts the executors behind Reactor's schedulers that run, by the scheduler and the
 * place that made it. Reactor tells of each of them through a decorator, which changes
 * nothing. A scheduler that is made again and again and never disposed leaves its threads
 * behind. Thread-safe; making an executor costs a few microseconds more.
 */
final class SchedulersProbe implements Probe, InitializingBean, DisposableBean {

	static final String POPULATION = "reactor.schedulers";

	private static final int MAX_REMEMBERED = 10_000;

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	private final Queue<Made> all = new ConcurrentLinkedQueue<>();

	private final AtomicInteger remembered = new AtomicInteger();

	private final Roll<Made> roll = new Roll<>(Made::culprit);

	@Override
	public void afterPropertiesSet() {
		Schedulers.addExecutorServiceDecorator(key(), this::made);
	}

	@Override
	public void destroy() {
		Schedulers.removeExecutorServiceDecorator(key());
		this.all.clear();
	}

	/** Each context has its own. */
	private String key() {
		return "leakguard-" + System.identityHashCode(this);
	}

	private ScheduledExecutorService made(Scheduler scheduler, ScheduledExecutorService executor) {
		if (this.remembered.get() < MAX_REMEMBERED) {
			this.remembered.incrementAndGet();
			this.all
				.add(new Made(new WeakReference<>(executor), Culprit.ofType(scheduler.getClass()).at(FRAMES.here())));
		}
		return executor;
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		this.all.removeIf((made) -> {
			boolean over = !made.isRunning();
			if (over) {
				this.remembered.decrementAndGet();
			}
			return over;
		});
		List<Made> running = new ArrayList<>(this.all);
		this.roll.count(census.population(POPULATION, Kind.EXECUTOR_NOT_SHUT_DOWN, Unit.OBJECTS), running);
	}

	/** An executor of a scheduler; held weakly, as the scheduler is not held at all. */
	private record Made(WeakReference<ScheduledExecutorService> executor, Culprit culprit) {

		boolean isRunning() {
			ScheduledExecutorService executor = this.executor.get();
			return executor != null && !executor.isShutdown();
		}

	}

}

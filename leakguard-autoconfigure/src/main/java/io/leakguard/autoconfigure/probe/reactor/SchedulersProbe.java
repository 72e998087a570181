package io.leakguard.autoconfigure.probe.reactor;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;

/**
 * Counts Reactor's schedulers that have not been disposed, by the place that made them.
 * Reactor tells of each executor behind them through a decorator, which changes nothing.
 * An elastic scheduler has up to ten executors per core and makes them as the load asks,
 * so it is schedulers that are counted, however many executors they have. A scheduler
 * that is made again and again and never disposed leaves its threads behind; the three
 * that Reactor shares are not counted. Thread-safe; the first executor of a scheduler
 * costs a few microseconds more, each further one much less.
 */
final class SchedulersProbe implements Probe, InitializingBean, DisposableBean {

	static final String POPULATION = "reactor.schedulers";

	/** As many as a process with a thread each could hardly have. */
	private static final int MAX_REMEMBERED = 10_000;

	private static final String REACTOR = "reactor.core.scheduler.";

	/** Lends the threads of an executor that somebody else has to shut down. */
	private static final String LENDING = REACTOR + "DelegateServiceScheduler";

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	private final Map<Made, Made> all = new ConcurrentHashMap<>();

	private final Roll<Made> roll = new Roll<>(Made::culprit);

	private final List<PrivateField> shared = Stream.of("CACHED_BOUNDED_ELASTIC", "CACHED_PARALLEL", "CACHED_SINGLE")
		.flatMap((name) -> Stream.ofNullable(PrivateField.find(Schedulers.class, name)))
		.toList();

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
		if (scheduler.getClass().getName().equals(LENDING)) {
			return executor;
		}
		Made made = new Made(scheduler);
		Made known = this.all.get(made);
		if (known == null && this.all.size() < MAX_REMEMBERED) {
			made.culprit = Culprit.ofType(scheduler.getClass()).at(FRAMES.here());
			known = this.all.putIfAbsent(made, made);
			known = (known != null) ? known : made;
		}
		if (known != null) {
			known.executor = new WeakReference<>(executor);
		}
		return executor;
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		this.all.keySet().removeIf((made) -> !made.isRunning());
		List<Object> shared = shared();
		List<Made> running = new ArrayList<>(this.all.size());
		for (Made made : this.all.keySet()) {
			if (shared.stream().noneMatch(made::isOf)) {
				running.add(made);
			}
		}
		this.roll.count(census.population(POPULATION, Kind.EXECUTOR_NOT_SHUT_DOWN, Unit.OBJECTS), running);
	}

	/**
	 * Asked for when counting, because Reactor makes the first executors of a shared one
	 * before it keeps it, and because to ask Reactor would make one.
	 */
	private List<Object> shared() {
		List<Object> found = new ArrayList<>(this.shared.size());
		for (PrivateField field : this.shared) {
			Object cached = (field.get(null) instanceof AtomicReference<?> reference) ? reference.get() : null;
			PrivateField inner = (cached != null) ? PrivateField.find(cached.getClass(), "cached") : null;
			Object scheduler = (inner != null) ? inner.get(cached) : null;
			if (scheduler != null) {
				found.add(scheduler);
			}
		}
		return found;
	}

	/**
	 * A scheduler, held weakly and told apart by identity, and the newest of its
	 * executors.
	 */
	private static final class Made extends WeakReference<Scheduler> {

		private final int hash;

		private Culprit culprit = Culprit.UNKNOWN;

		private volatile @Nullable WeakReference<ScheduledExecutorService> executor;

		Made(Scheduler scheduler) {
			super(scheduler);
			this.hash = System.identityHashCode(scheduler);
		}

		Culprit culprit() {
			return this.culprit;
		}

		boolean isOf(Object scheduler) {
			return get() == scheduler;
		}

		/**
		 * An elastic scheduler shuts down executors that idle and stays. One that was
		 * dropped and collected may have left threads behind, of which the executor
		 * tells; so it does for a class that is not Reactor's and must not be called.
		 */
		boolean isRunning() {
			Scheduler scheduler = get();
			if (scheduler != null && scheduler.getClass().getName().startsWith(REACTOR)) {
				return !scheduler.isDisposed();
			}
			WeakReference<ScheduledExecutorService> reference = this.executor;
			ScheduledExecutorService executor = (reference != null) ? reference.get() : null;
			return executor != null && !executor.isShutdown();
		}

		@Override
		public boolean equals(Object other) {
			return this == other || (other instanceof Made made && get() != null && get() == made.get());
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

	}

}

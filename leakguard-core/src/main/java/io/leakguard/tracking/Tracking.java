package io.leakguard.tracking;

import java.time.Clock;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.leakguard.population.Census;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.SteadyClock;
import io.leakguard.population.Unit;

/**
 * Where code that cooperates tells what it begins and ends. Thread-safe; what it is told
 * costs nanoseconds, what it answers is read at the scans.
 * <ul>
 * <li>{@link #tracker(String, Kind, Unit)} for whatever has a beginning and an end
 * <li>{@link #expectCollected(Object, String)} for what has ended and must now go
 * <li>{@link #registry(String)} for callbacks
 * <li>{@link #guard(Object, Closer)} for a resource that must be closed exactly once
 * <li>{@link #closing(Iterator, Closer)} for iterators and streams over a resource
 * <li>{@link #wrap(java.util.concurrent.ExecutorService, String)} for executors
 * </ul>
 */
public final class Tracking implements AutoCloseable {

	private static final String OTHERS = "tracking.other";

	private final TrackingSettings settings;

	private final CoarseTime time;

	private final CollectionWatch watch;

	private final Sites sites;

	private final EndedObjects ended;

	private final Map<String, Tracker> trackers = new ConcurrentHashMap<>();

	private final Map<String, Tasks> tasks = new ConcurrentHashMap<>();

	private final WrappedExecutors wrapped = new WrappedExecutors();

	private final Probe probe = new TrackingProbe();

	private final Handle tick;

	private volatile boolean closed;

	/**
	 * Create with the defaults. The watch is not started.
	 */
	public Tracking() {
		this(TrackingSettings.DEFAULTS, new SteadyClock(), new CollectionWatch());
	}

	/**
	 * Create.
	 * @param settings the numbers
	 * @param time tells the time
	 * @param watch learns what was collected; it is started and stopped by its owner
	 */
	public Tracking(TrackingSettings settings, InstantSource time, CollectionWatch watch) {
		this.settings = settings;
		this.time = new CoarseTime(time);
		this.watch = watch;
		this.sites = new Sites(settings.application(), settings.maxFrames());
		this.ended = new EndedObjects(watch, this.time, settings);
		this.tick = watch.onTick(this::tick);
	}

	/**
	 * Return the tracker of a name, made at the first call. The kind and the unit of that
	 * call stand.
	 * @param name the name of the population, such as {@code acme.subscriptions}; bounded
	 * in number
	 * @param kind the kind of leak it would be if it grew without end
	 * @param unit what it is counted in
	 * @return the tracker
	 */
	public Tracker tracker(String name, Kind kind, Unit unit) {
		Tracker tracker = this.trackers.get(name);
		if (tracker != null) {
			return tracker;
		}
		synchronized (this.trackers) {
			boolean room = this.trackers.size() < this.settings.maxTrackers() - 1;
			tracker = new Tracker(room ? name : OTHERS, room ? kind : Kind.REGISTRY_GROWS, unit, this);
			if (this.closed) {
				tracker.clear();
				return tracker;
			}
			Tracker other = this.trackers.putIfAbsent(tracker.name(), tracker);
			return (other != null) ? other : tracker;
		}
	}

	/**
	 * Expect that something goes now: it was removed, closed or cancelled. If it is still
	 * strongly reachable after several collections of old objects and some time, it is
	 * {@link Kind#NOT_COLLECTED} until it goes.
	 * @param thing what has ended; it is held weakly
	 * @param why what ended it, such as {@code "removed from the session registry"};
	 * bounded in number, no values
	 */
	public void expectCollected(Object thing, String why) {
		expectCollected(thing, why, Kind.NOT_COLLECTED);
	}

	/**
	 * Expect that something goes now, and say what kind of leak it is if it stays.
	 * @param thing what has ended; it is held weakly
	 * @param why what ended it; bounded in number, no values
	 * @param kind the kind of leak, such as {@link Kind#SESSION_RETAINED}
	 */
	public void expectCollected(Object thing, String why, Kind kind) {
		expectCollected(thing, why, kind, 0);
	}

	/**
	 * Expect that something goes now, though its owner may keep some of them, as a server
	 * does that recycles its requests.
	 * @param thing what has ended; it is held weakly
	 * @param why what ended it; bounded in number, no values
	 * @param kind the kind of leak
	 * @param tolerated how many of one class may stay without being told of
	 */
	public void expectCollected(Object thing, String why, Kind kind, int tolerated) {
		Objects.requireNonNull(thing, "'thing' must not be null");
		if (!this.closed) {
			this.ended.expect(thing, why, kind, tolerated);
		}
	}

	/**
	 * Begin a registry for callbacks.
	 * @param <K> the type of the keys
	 * @param <V> the type of the values
	 * @param name the name of the population, such as {@code acme.listeners}
	 * @return a builder
	 */
	public <K, V> TrackedRegistry.Builder<K, V> registry(String name) {
		return new TrackedRegistry.Builder<>(name, this);
	}

	/**
	 * Guard a resource: it is closed exactly once, and if the guard is dropped before,
	 * that is told.
	 * @param <T> the type of the resource
	 * @param resource the resource
	 * @param closer closes it
	 * @return the guard; keep it instead of the resource
	 */
	public <T> Guard<T> guard(T resource, Closer<? super T> closer) {
		return new Guard<>(new Once<>(resource, closer, closeables("tracking.guarded")));
	}

	/**
	 * Have an iterator close its resource when there is nothing left.
	 * @param <E> the type of the elements
	 * @param <I> the type of the iterator
	 * @param iterator the iterator
	 * @param closer closes what is behind it
	 * @return the iterator to use; close it if it is left half way
	 */
	public <E, I extends Iterator<? extends E>> ClosingIterator<E> closing(I iterator, Closer<? super I> closer) {
		return new ClosingIterator<>(new Once<>(iterator, closer, closeables("tracking.iterators")));
	}

	/**
	 * Have a stream close its resource when there is nothing left. A stream that is used
	 * with an operation that may stop half way, such as {@code findFirst}, must still be
	 * closed.
	 * @param <E> the type of the elements
	 * @param stream the stream, not yet used
	 * @param closer closes what is behind it, such as {@code Stream::close}
	 * @return the stream to use
	 */
	public <E> Stream<E> closing(Stream<E> stream, Closer<? super Stream<E>> closer) {
		boolean parallel = stream.isParallel();
		Once<Stream<E>> once = new Once<>(stream, closer, closeables("tracking.streams"));
		Spliterator<E> elements = stream.spliterator();
		return StreamSupport.stream(new ClosingSpliterator<>(elements, once), parallel).onClose(once::close);
	}

	private Tracker closeables(String name) {
		Tracker tracker = this.trackers.get(name);
		return (tracker != null) ? tracker : tracker(name, Kind.NOT_CLOSED, Unit.OBJECTS).watched();
	}

	/**
	 * Wrap an executor, named after the place that wraps it.
	 * @param executor the executor
	 * @return the executor to use
	 * @see #wrap(ExecutorService, String)
	 */
	public TrackedExecutor wrap(Executor executor) {
		return wrap(executor, nameOfCaller());
	}

	/**
	 * Wrap an executor.
	 * @param executor the executor
	 * @param name names its populations, as in {@code executor.mail}; bounded in number
	 * @return the executor to use, a service if the executor is one
	 * @see #wrap(ExecutorService, String)
	 */
	public TrackedExecutor wrap(Executor executor, String name) {
		if (executor instanceof ExecutorService service) {
			return wrap(service, name);
		}
		return (executor instanceof TrackedExecutor tracked) ? tracked
				: new TrackedExecutor(executor, tasks(executor, name));
	}

	/**
	 * Wrap an executor, named after the place that wraps it.
	 * @param executor the executor
	 * @return the executor to use
	 * @see #wrap(ExecutorService, String)
	 */
	public TrackedExecutorService wrap(ExecutorService executor) {
		return wrap(executor, nameOfCaller());
	}

	/**
	 * Wrap an executor, so that every task is known with its origin, age and outcome:
	 * what waits, what runs far longer than others of its class, and whether it is ever
	 * shut down.
	 * @param executor the executor
	 * @param name names its populations, as in {@code executor.mail}; bounded in number
	 * @return the executor to use; a scheduled one if the executor is
	 */
	public TrackedExecutorService wrap(ExecutorService executor, String name) {
		if (executor instanceof TrackedExecutorService tracked) {
			return tracked;
		}
		return (executor instanceof ScheduledExecutorService scheduled) ? wrap(scheduled, name)
				: new TrackedExecutorService(executor, tasks(executor, name), running(executor));
	}

	/**
	 * Wrap an executor, named after the place that wraps it.
	 * @param executor the executor
	 * @return the executor to use
	 * @see #wrap(ScheduledExecutorService, String)
	 */
	public TrackedScheduledExecutorService wrap(ScheduledExecutorService executor) {
		return wrap(executor, nameOfCaller());
	}

	/**
	 * Wrap an executor; tasks that wait for their time and periodic ones are counted
	 * apart from those that wait for a thread.
	 * @param executor the executor
	 * @param name names its populations, as in {@code executor.mail}; bounded in number
	 * @return the executor to use
	 * @see #wrap(ExecutorService, String)
	 */
	public TrackedScheduledExecutorService wrap(ScheduledExecutorService executor, String name) {
		return (executor instanceof TrackedScheduledExecutorService tracked) ? tracked
				: new TrackedScheduledExecutorService(executor, tasks(executor, name), running(executor));
	}

	private Handle running(ExecutorService executor) {
		Tracker tracker = tracker("tracking.executors", Kind.EXECUTOR_NOT_SHUT_DOWN, Unit.OBJECTS).endsWhenCollected();
		return this.wrapped.running(executor, tracker);
	}

	private Tasks tasks(Executor executor, String name) {
		Objects.requireNonNull(executor, "'executor' must not be null");
		Tasks tasks;
		synchronized (this.tasks) {
			boolean room = this.tasks.size() < this.settings.maxTrackers() / 4;
			tasks = this.tasks.computeIfAbsent((room || this.tasks.containsKey(name)) ? name : "other",
					(key) -> new Tasks(key, this));
		}
		if (this.wrapped.isNew(executor, tasks)) {
			tasks.accept(executor);
		}
		return tasks;
	}

	private String nameOfCaller() {
		String site = this.sites.here();
		if (site == null) {
			return "unnamed";
		}
		int end = site.indexOf('(');
		return (end > 0) ? site.substring(0, end) : site;
	}

	/**
	 * Take everything that is open now for part of the application's start: that it stays
	 * open speaks for nothing. Called when the application is ready; otherwise the first
	 * scan does it.
	 */
	public void settled() {
		long now = this.time.advance();
		this.trackers.values().forEach((tracker) -> tracker.rebase(now));
	}

	/**
	 * Return what counts everything that was told here.
	 * @return the probes
	 */
	public List<Probe> probes() {
		return List.of(this.probe);
	}

	/**
	 * Return the trackers.
	 * @return the trackers, in no order
	 */
	public List<Tracker> trackers() {
		return List.copyOf(this.trackers.values());
	}

	/**
	 * Return how many of the things that should have been collected went only after that
	 * had been reported.
	 * @return the number
	 */
	public long collectedLate() {
		return this.ended.collectedLate();
	}

	/**
	 * Return which of the things that must go are still there, whether or not that has
	 * been long. For tests.
	 * @return class and reason of each
	 */
	public List<String> uncollected() {
		return this.ended.uncollected();
	}

	/**
	 * Return what learns of collections.
	 * @return the watch
	 */
	public CollectionWatch watch() {
		return this.watch;
	}

	/**
	 * Move the clock on and allow further creation sites to be looked up. The watch does
	 * so about once a second while it runs, and every scan does.
	 */
	public void tick() {
		long now = this.time.advance();
		this.trackers.values().forEach((tracker) -> tracker.refill(now));
	}

	/**
	 * Forget everything. Handles that are still open may be closed later and do nothing.
	 */
	@Override
	public void close() {
		this.tick.close();
		synchronized (this.trackers) {
			this.closed = true;
			this.trackers.values().forEach(Tracker::clear);
			this.trackers.clear();
			this.tasks.clear();
		}
		this.wrapped.clear();
		this.ended.clear();
	}

	TrackingSettings settings() {
		return this.settings;
	}

	CoarseTime time() {
		return this.time;
	}

	Sites sites() {
		return this.sites;
	}

	private final class TrackingProbe implements Probe {

		@Override
		public String name() {
			return "tracking";
		}

		@Override
		public void count(Census census) {
			Tracking.this.watch.drain();
			long now = Tracking.this.time.advance();
			Tracking.this.trackers.values().forEach((tracker) -> tracker.count(now, census));
			Tracking.this.ended.count(now, census);
			Tracking.this.tasks.values().forEach((tasks) -> tasks.count(now, census));
		}

	}

}

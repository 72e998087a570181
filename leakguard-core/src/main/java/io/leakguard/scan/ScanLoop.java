package io.leakguard.scan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.leakguard.finding.Report;
import io.leakguard.finding.StageChange;
import org.jspecify.annotations.Nullable;

/**
 * The one scan thread. It can be stopped and started again. A thread that hangs in a
 * probe is left behind: the probe is named as failed and a new thread goes on without it.
 */
final class ScanLoop {

	private static final System.Logger logger = System.getLogger(ScanLoop.class.getName());

	/** How often {@link #checkOverdue()} is called, about. */
	private static final long CHECK_NANOS = 1_000_000_000;

	/**
	 * How long the first scan waits once the application is ready, if no interval ends
	 * before: what it does for the first time takes a processor for some hundred
	 * milliseconds, just when the first requests come that ask whether it is ready.
	 */
	private static final Duration AFTER_READY = Duration.ofSeconds(2);

	private final Scanner scanner;

	private final ProbeRoster roster;

	private final ScanSettings settings;

	private final List<ReportListener> listeners;

	private final BlockingQueue<CompletableFuture<Report>> requests = new LinkedBlockingQueue<>(64);

	private final AtomicLong generation = new AtomicLong();

	private final AtomicReference<@Nullable Telling> telling = new AtomicReference<>();

	private final Set<ReportListener> hanging = ConcurrentHashMap.newKeySet();

	/** Has the thread look at the time again. */
	private final CompletableFuture<Report> nudge = new CompletableFuture<>();

	private volatile @Nullable Long sooner;

	private @Nullable Thread thread;

	private boolean wanted;

	private long checkedAt;

	private boolean failedBefore;

	ScanLoop(Scanner scanner, ProbeRoster roster, ScanSettings settings, List<ReportListener> listeners) {
		this.scanner = scanner;
		this.roster = roster;
		this.settings = settings;
		this.listeners = new CopyOnWriteArrayList<>(listeners);
	}

	synchronized void start() {
		this.wanted = true;
		if (this.thread == null) {
			begin();
		}
	}

	private void begin() {
		long mine = this.generation.incrementAndGet();
		// the start of the application is not to be slowed down by the first scan
		long first = System.nanoTime() + (this.scanner.isReady() ? 0 : this.settings.interval().toNanos());
		Thread thread = new Thread(() -> run(mine, first), "leakguard-scan");
		thread.setDaemon(true);
		thread.setContextClassLoader(null);
		thread.start();
		// not before: there may be no thread left
		this.thread = thread;
	}

	void stop(Duration patience) {
		Thread stopped;
		synchronized (this) {
			this.generation.incrementAndGet();
			this.wanted = false;
			stopped = this.thread;
			this.thread = null;
		}
		if (stopped != null && stopped != Thread.currentThread()) {
			stopped.interrupt();
			try {
				stopped.join(patience.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		List<CompletableFuture<Report>> waiting = new ArrayList<>();
		this.requests.drainTo(waiting);
		waiting.forEach((request) -> request.complete(this.scanner.report()));
	}

	synchronized boolean isRunning() {
		return this.thread != null;
	}

	CompletableFuture<Report> request() {
		CompletableFuture<Report> request = new CompletableFuture<>();
		if (!isRunning() || !this.requests.offer(request) || !isRunning()) {
			// nobody will, if it was stopped meanwhile
			request.complete(this.scanner.report());
		}
		return request;
	}

	void ready() {
		this.sooner = System.nanoTime() + AFTER_READY.toNanos();
		this.requests.offer(this.nudge);
	}

	void addListener(ReportListener listener) {
		this.listeners.add(listener);
	}

	void removeListener(ReportListener listener) {
		this.listeners.remove(listener);
	}

	/**
	 * Leave the thread behind if a probe or a listener has hung. Called by the reaper.
	 */
	synchronized void checkOverdue() {
		long now = System.nanoTime();
		long late = (this.checkedAt != 0) ? now - this.checkedAt - CHECK_NANOS : 0;
		this.checkedAt = now;
		if (late > CHECK_NANOS) {
			// the process stood still, and the probe with it
			this.roster.forgive(late);
			forgive(late);
		}
		Thread hung = this.thread;
		if (hung != null && (this.roster.leaveBehind(this.settings.probeTimeout()) || leaveListenerBehind())) {
			hung.interrupt();
			this.thread = null;
		}
		if (this.wanted && this.thread == null) {
			begin();
		}
	}

	private void forgive(long nanos) {
		Telling telling = this.telling.get();
		if (telling != null) {
			this.telling.compareAndSet(telling, new Telling(telling.listener(), telling.since() + nanos));
		}
	}

	/** A log or a mount that blocks must not end the watch. */
	private boolean leaveListenerBehind() {
		Telling telling = this.telling.get();
		if (telling == null || System.nanoTime() - telling.since() <= this.settings.probeTimeout().toNanos()
				|| !this.telling.compareAndSet(telling, null)) {
			return false;
		}
		this.hanging.add(telling.listener());
		this.roster.listenerHangs(telling.listener().getClass(), this.settings.probeTimeout());
		return true;
	}

	private void run(long mine, long first) {
		List<CompletableFuture<Report>> asked = new ArrayList<>();
		long next = first;
		while (this.generation.get() == mine) {
			try {
				boolean planned = awaitTurn(next, asked);
				next = Math.max((planned ? next : System.nanoTime()) + this.settings.interval().toNanos(),
						System.nanoTime());
				scanOnce(mine);
				asked.forEach((request) -> request.complete(this.scanner.report()));
				asked.clear();
			}
			catch (InterruptedException ex) {
				// stop() asks for it; anybody else's interrupt changes nothing
			}
			catch (Throwable ex) {
				// not even the log could be written; the next scan may find some memory
			}
		}
		asked.forEach((request) -> request.complete(this.scanner.report()));
	}

	/** Return whether the turn has come that was planned, and none before it. */
	private boolean awaitTurn(long next, List<CompletableFuture<Report>> asked) throws InterruptedException {
		CompletableFuture<Report> request;
		do {
			long now = System.nanoTime();
			Long sooner = this.sooner;
			long wait = (sooner != null) ? Math.min(next - now, sooner - now) : next - now;
			request = this.requests.poll(wait, TimeUnit.NANOSECONDS);
		}
		while (request == this.nudge);
		this.sooner = null;
		if (request != null) {
			asked.add(request);
			this.requests.drainTo(asked);
		}
		return System.nanoTime() - next >= 0 && request == null;
	}

	private void scanOnce(long mine) {
		try {
			List<StageChange> changes = this.scanner.scan(() -> this.generation.get() == mine);
			if (changes == null) {
				return;
			}
			for (ReportListener listener : this.listeners) {
				if (this.generation.get() == mine && !this.hanging.contains(listener)) {
					tell(listener, changes);
				}
			}
		}
		catch (Throwable ex) {
			// also when memory runs out: the thread is the only one that can tell why
			logger.log(System.Logger.Level.WARNING, "A scan failed; the next one goes on", ex);
		}
	}

	private void tell(ReportListener listener, List<StageChange> changes) {
		this.telling.set(new Telling(listener, System.nanoTime()));
		try {
			if (this.scanner.hasJustSettled()) {
				listener.settled();
			}
			changes.forEach(listener::changed);
			listener.scanned(this.scanner.report());
		}
		catch (Throwable ex) {
			// once, because a listener that fails would otherwise fill the log
			System.Logger.Level level = this.failedBefore ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
			this.failedBefore = true;
			logger.log(level, "Report listener '" + listener.getClass().getName() + "' failed", ex);
		}
		finally {
			if (this.hanging.remove(listener)) {
				this.roster.listenerIsBack(listener.getClass());
			}
			else {
				this.telling.set(null);
			}
		}
	}

	/**
	 * A listener that is being told.
	 *
	 * @param listener the listener
	 * @param since since when, on the clock of {@link System#nanoTime()}
	 */
	private record Telling(ReportListener listener, long since) {

	}

}

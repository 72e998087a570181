package io.leakguard.evidence;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.leakguard.detection.Stage;
import io.leakguard.evidence.Capture.State;
import io.leakguard.evidence.EvidenceCollector.NotYetException;
import io.leakguard.evidence.EvidenceCollector.RefusedException;
import io.leakguard.finding.Finding;
import io.leakguard.finding.Report;
import io.leakguard.finding.StageChange;
import org.jspecify.annotations.Nullable;

/**
 * Runs the collectors one at a time, off the scan's path, when a finding reaches a stage
 * or on request, and keeps what they made for a bounded number of findings. Thread-safe.
 * Its thread ends when there is nothing to do.
 */
public final class EvidenceDesk implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(EvidenceDesk.class.getName());

	/** Findings whose captures are known; those of the others are of no use any more. */
	private static final int MAX_FINDINGS = 50;

	/** Captures that may wait; one more is refused. */
	private static final int MAX_WAITING = 32;

	/** After this long what has not been seen yet is not waited for any longer. */
	private static final Duration PATIENCE = Duration.ofMinutes(30);

	/** Growth may be confirmed after an hour, and wants what was sampled until then. */
	private static final Duration PATIENCE_WITH_SUSPICIONS = Duration.ofHours(2);

	/** Tries after which what says little is all there is: each may be a pause. */
	private static final int IMPROVEMENTS = 4;

	/** Before the second try; each further one waits twice as long. */
	private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

	private final Supplier<List<EvidenceCollector>> source;

	private final AtomicReference<@Nullable List<EvidenceCollector>> made = new AtomicReference<>();

	private final Clock clock;

	private final Map<String, NotYet> notYet = new LinkedHashMap<>();

	private final EvidenceStore store;

	private final Map<String, Map<String, Capture>> captures = new LinkedHashMap<>();

	private volatile boolean busy;

	private volatile Instant wantedAt = Instant.MIN;

	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(MAX_WAITING), EvidenceDesk::thread, new ThreadPoolExecutor.AbortPolicy());

	/**
	 * Create a desk that keeps evidence in memory.
	 * @param collectors the collectors
	 * @param clock the clock
	 */
	public EvidenceDesk(List<EvidenceCollector> collectors, Clock clock) {
		this(collectors, clock, EvidenceStore.inMemory());
	}

	/**
	 * Create a desk.
	 * @param collectors the collectors
	 * @param clock the clock
	 * @param store keeps what they make; closed with the desk
	 */
	public EvidenceDesk(List<EvidenceCollector> collectors, Clock clock, EvidenceStore store) {
		this(() -> collectors, clock, store);
	}

	/**
	 * Create a desk whose collectors are made when they are first needed.
	 * @param collectors makes the collectors, once; where that fails, there are none
	 * @param clock the clock
	 * @param store keeps what they make; closed with the desk
	 */
	public EvidenceDesk(Supplier<List<EvidenceCollector>> collectors, Clock clock, EvidenceStore store) {
		this.source = collectors;
		this.clock = clock;
		this.store = store;
		this.executor.allowCoreThreadTimeOut(true);
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "leakguard-evidence");
		thread.setDaemon(true);
		thread.setContextClassLoader(null);
		return thread;
	}

	/** No lock is held while they are made: whoever makes them may ask the desk. */
	private List<EvidenceCollector> all() {
		List<EvidenceCollector> made = this.made.get();
		if (made != null) {
			return made;
		}
		List<EvidenceCollector> mine = List.of();
		try {
			mine = List.copyOf(this.source.get());
		}
		catch (RuntimeException | LinkageError ex) {
			logger.log(System.Logger.Level.WARNING, "The collectors of evidence could not be made", ex);
		}
		if (!this.made.compareAndSet(null, mine)) {
			close(mine);
		}
		return last();
	}

	/** Return those that have been made, and have no others made any more. */
	private List<EvidenceCollector> last() {
		this.made.compareAndSet(null, List.of());
		List<EvidenceCollector> made = this.made.get();
		return (made != null) ? made : List.of();
	}

	/**
	 * Return what can be asked for.
	 * @return the names of the collectors
	 */
	public List<String> collectors() {
		return all().stream().map(EvidenceCollector::name).toList();
	}

	/**
	 * Return the longest time over which a collector may be asked to capture.
	 * @param name the name of a collector
	 * @return the time; zero if it looks at one moment or is unknown
	 */
	public Duration longestDuration(String name) {
		return all().stream()
			.filter((collector) -> collector.name().equals(name))
			.map(EvidenceCollector::longestDuration)
			.findFirst()
			.orElse(Duration.ZERO);
	}

	/**
	 * Take note of a change of stage and collect what is wanted for it.
	 * @param change the change
	 */
	public void changed(StageChange change) {
		this.wantedAt = this.clock.instant();
		Finding finding = change.finding();
		boolean ended = finding.stage() == Stage.RESOLVED;
		for (EvidenceCollector collector : all()) {
			if (collector.isWantedFor(finding) && (!ended || collector.isWantedAtTheEnd())) {
				if (finding.stage() == Stage.SUSPECTED && !collector.isWantedOnSuspicion()) {
					inBackground(collector, EvidenceCollector::prepare);
				}
				else {
					// one of the stage before may still wait, and says something else
					enqueue(collector, finding, null);
				}
			}
		}
	}

	/**
	 * Take note of a scan and try again what could not be seen yet.
	 * @param report its report
	 */
	public void scanned(Report report) {
		// what is sampled for a chain costs the application as long as it goes on
		boolean suspected = report.findings().stream().anyMatch((finding) -> finding.stage() == Stage.SUSPECTED);
		Duration patience = suspected ? PATIENCE_WITH_SUSPICIONS : PATIENCE;
		boolean open = report.findings().stream().anyMatch((finding) -> finding.stage() != Stage.RESOLVED)
				&& this.clock.instant().isBefore(this.wantedAt.plus(patience));
		if (this.busy && !open) {
			all().forEach((collector) -> inBackground(collector, EvidenceCollector::release));
		}
		this.busy = open;
		synchronized (this.captures) {
			if (this.notYet.isEmpty()) {
				return;
			}
			Instant now = this.clock.instant();
			this.notYet.values().removeIf((late) -> late.since().plus(PATIENCE).isBefore(now));
			for (Finding finding : report.findings()) {
				Map<String, Capture> folder = this.captures.getOrDefault(finding.id(), Map.of());
				for (EvidenceCollector collector : all()) {
					Capture last = folder.get(collector.name());
					NotYet late = this.notYet.get(key(finding, collector));
					if (finding.stage() != Stage.RESOLVED && last != null && !last.isPending() && late != null
							&& !late.next().isAfter(now)) {
						submit(collector, finding, null);
					}
				}
			}
		}
	}

	private void inBackground(EvidenceCollector collector, Consumer<EvidenceCollector> task) {
		try {
			this.executor.execute(() -> {
				try {
					task.accept(collector);
				}
				catch (Throwable ex) {
					logger.log(System.Logger.Level.DEBUG, "'" + collector.name() + "' could not prepare or release",
							ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// a capture begins by itself what was not prepared
		}
	}

	private static String key(Finding finding, EvidenceCollector collector) {
		return finding.id() + "/" + collector.name();
	}

	/**
	 * Ask for evidence. Returns at once.
	 * @param finding what is to be explained
	 * @param name the name of a collector, or {@code null} for all that are wanted
	 * @return how the captures asked for stand; empty if there is no such collector
	 */
	public List<Capture> request(Finding finding, @Nullable String name) {
		return request(finding, (name != null) ? List.of(name) : List.of(), null);
	}

	/**
	 * Ask for evidence. Returns at once.
	 * @param finding what is to be explained
	 * @param names the names of collectors, none for all that are wanted
	 * @param duration over how long those capture that can, {@code null} for what is
	 * usual
	 * @return how the captures asked for stand; empty if there is no such collector
	 */
	public List<Capture> request(Finding finding, Collection<String> names, @Nullable Duration duration) {
		List<Capture> captures = new ArrayList<>();
		for (EvidenceCollector collector : all()) {
			if (names.isEmpty() ? collector.isWantedFor(finding) : names.contains(collector.name())) {
				captures.add(submit(collector, finding, duration));
			}
		}
		return captures;
	}

	private Capture submit(EvidenceCollector collector, Finding finding, @Nullable Duration duration) {
		synchronized (this.captures) {
			Capture last = folder(finding.id()).get(collector.name());
			if (last != null && last.isPending()) {
				return last;
			}
			return enqueue(collector, finding, duration);
		}
	}

	private Capture enqueue(EvidenceCollector collector, Finding finding, @Nullable Duration duration) {
		synchronized (this.captures) {
			try {
				this.executor.execute(() -> collect(collector, finding, duration));
				return note(finding, collector, State.WAITING, null);
			}
			catch (RejectedExecutionException ex) {
				return note(finding, collector, State.REFUSED,
						"%d captures are waiting already".formatted(MAX_WAITING));
			}
		}
	}

	private void collect(EvidenceCollector collector, Finding finding, @Nullable Duration duration) {
		this.wantedAt = this.clock.instant();
		this.busy = true;
		note(finding, collector, State.RUNNING, null);
		try {
			List<Artifact> artifacts = collector.collect(finding, duration,
					(progress) -> note(finding, collector, State.RUNNING, progress));
			artifacts.forEach((artifact) -> this.store.put(finding.id(), artifact));
			String key = key(finding, collector);
			synchronized (this.captures) {
				if (!collector.mayImprove() || tryAgain(key).tries() > IMPROVEMENTS) {
					this.notYet.remove(key);
				}
			}
			note(finding, collector, artifacts.isEmpty() ? State.EMPTY : State.DONE, null);
		}
		catch (NotYetException ex) {
			synchronized (this.captures) {
				tryAgain(key(finding, collector));
			}
			note(finding, collector, State.REFUSED, ex.getMessage());
		}
		catch (RefusedException ex) {
			note(finding, collector, State.REFUSED, ex.getMessage());
		}
		catch (Throwable ex) {
			// one that stays running would be in the way of every later request
			note(finding, collector, State.FAILED, ex.getClass().getSimpleName() + ": " + ex.getMessage());
			logger.log(System.Logger.Level.WARNING, "Collecting '" + collector.name() + "' failed", ex);
		}
	}

	private NotYet tryAgain(String key) {
		Instant now = this.clock.instant();
		return this.notYet.merge(key, new NotYet(now, now.plus(BETWEEN_TRIES), 1), (before, late) -> before.again(now));
	}

	private Capture note(Finding finding, EvidenceCollector collector, State state, @Nullable String message) {
		Capture capture = new Capture(collector.name(), state, message, this.clock.instant());
		synchronized (this.captures) {
			folder(finding.id()).put(collector.name(), capture);
		}
		return capture;
	}

	private Map<String, Capture> folder(String findingId) {
		Map<String, Capture> folder = this.captures.get(findingId);
		if (folder == null) {
			folder = new LinkedHashMap<>();
			this.captures.put(findingId, folder);
			if (this.captures.size() > MAX_FINDINGS) {
				this.captures.remove(this.captures.keySet().iterator().next());
			}
		}
		return folder;
	}

	/**
	 * Return what has been asked for and is not there yet.
	 * @return the captures that wait or are under way, by the ids of the findings, those
	 * asked for first in front
	 */
	public Map<String, List<Capture>> pending() {
		Map<String, List<Capture>> pending = new LinkedHashMap<>();
		synchronized (this.captures) {
			this.captures.forEach((findingId, folder) -> {
				List<Capture> captures = folder.values().stream().filter(Capture::isPending).toList();
				if (!captures.isEmpty()) {
					pending.put(findingId, captures);
				}
			});
		}
		return pending;
	}

	/**
	 * Return the artifacts of a finding.
	 * @param findingId the id of the finding
	 * @return the artifacts, possibly none
	 */
	public List<Artifact> of(String findingId) {
		return this.store.of(findingId);
	}

	/**
	 * Return what there is for a finding, without its content.
	 * @param findingId the id of the finding
	 * @return what is known of the artifacts, possibly none
	 */
	public List<ArtifactSummary> list(String findingId) {
		return this.store.list(findingId);
	}

	/**
	 * Return one artifact.
	 * @param findingId the id of the finding
	 * @param name the name of the artifact
	 * @return the artifact, if there is one
	 */
	public Optional<Artifact> get(String findingId, String name) {
		return this.store.get(findingId, name);
	}

	/**
	 * Return how the captures for a finding went.
	 * @param findingId the id of the finding
	 * @return the captures, possibly none
	 */
	public List<Capture> captures(String findingId) {
		synchronized (this.captures) {
			return new ArrayList<>(this.captures.getOrDefault(findingId, Map.of()).values());
		}
	}

	/**
	 * End what is under way, waiting for at most two seconds, and let go of the rest.
	 */
	@Override
	public void close() {
		this.executor.shutdownNow();
		close(last());
		awaitEnd();
		this.store.close();
		synchronized (this.captures) {
			this.captures.clear();
		}
	}

	private static void close(List<EvidenceCollector> collectors) {
		for (EvidenceCollector collector : collectors) {
			if (collector instanceof AutoCloseable closeable) {
				try {
					closeable.close();
				}
				catch (Exception ex) {
					logger.log(System.Logger.Level.DEBUG, "Closing '" + collector.name() + "' failed", ex);
				}
			}
		}
	}

	/** What is under way removes its files. */
	private void awaitEnd() {
		try {
			this.executor.awaitTermination(2, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What could not be seen yet.
	 *
	 * @param since since when
	 * @param next when to try again
	 * @param tries how often it was tried
	 */
	private record NotYet(Instant since, Instant next, int tries) {

		NotYet again(Instant now) {
			return new NotYet(this.since, now.plus(BETWEEN_TRIES.multipliedBy(1L << Math.min(this.tries, 10))),
					this.tries + 1);
		}

	}

}

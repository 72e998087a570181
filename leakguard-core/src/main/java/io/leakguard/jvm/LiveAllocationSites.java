package io.leakguard.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import io.leakguard.population.Origin;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Learns where the objects that are still alive were allocated, from the flight
 * recorder's old-object samples, in a recording of its own beside any other. Only while
 * it is {@linkplain #want wanted}. It never searches for what holds them (cutoff zero),
 * so the application is not stopped. Starting the recorder takes up to half a second on a
 * daemon thread and about 40 MB; each reading is rationed.
 * <p>
 * Only objects allocated after it started are sampled, some hundreds of them, and only
 * those are told that have survived a collection since. G1, Parallel and Serial give
 * samples; ZGC few; Shenandoah none. Thread-safe.
 */
public final class LiveAllocationSites implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(LiveAllocationSites.class.getName());

	private static final int MAX_FAILURES = 3;

	private static final String EVENT = "jdk.OldObjectSample";

	private static final int MAX_TYPES = 500;

	private static final int MAX_ORIGINS = 5;

	private static final int MAX_STACK = 32;

	private final ApplicationFrames frames;

	private final Duration interval;

	private final OwnClasses own;

	private @Nullable Recording sampling;

	private @Nullable Thread worker;

	private @Nullable Instant lastReading;

	private boolean unavailable;

	private int failures;

	private final BooleanSupplier recorderIsAllowed;

	private volatile Map<String, List<Origin>> origins = Map.of();

	/**
	 * Create; nothing is started.
	 * @param frames knows the frames of the application
	 * @param interval the shortest time between two readings
	 * @param own is told of classes that it loads itself
	 * @param recorderIsAllowed whether the recorder may be started now
	 */
	LiveAllocationSites(ApplicationFrames frames, Duration interval, OwnClasses own,
			BooleanSupplier recorderIsAllowed) {
		this.own = own;
		this.recorderIsAllowed = recorderIsAllowed;
		this.frames = frames;
		this.interval = interval;
	}

	/** Return an instance that never knows anything. */
	static LiveAllocationSites none() {
		LiveAllocationSites none = new LiveAllocationSites(new ApplicationFrames(), Duration.ZERO, new OwnClasses(),
				() -> false);
		none.unavailable = true;
		return none;
	}

	/**
	 * Start to sample, or read the samples again if that is due. Returns at once.
	 * @param now the time
	 */
	public synchronized void want(Instant now) {
		boolean due = this.lastReading == null || !now.isBefore(this.lastReading.plus(this.interval));
		boolean allowed = this.sampling != null || !due || this.recorderIsAllowed.getAsBoolean();
		if (this.unavailable || this.worker != null || !due || !allowed) {
			return;
		}
		this.lastReading = now;
		Thread thread = new Thread(() -> this.own.during("sites", this::work), "leakguard-allocation-sites");
		thread.setDaemon(true);
		thread.setContextClassLoader(null);
		thread.start();
		// not before: there may be no thread left
		this.worker = thread;
	}

	/**
	 * Return where the living objects of a class were allocated.
	 * @param type the stable class name
	 * @return the origins, the most frequent first, empty if nothing is known (yet)
	 */
	public List<Origin> of(String type) {
		return this.origins.getOrDefault(type, List.of());
	}

	/**
	 * Return where most of the living objects of a class were allocated.
	 * @param type the stable class name
	 * @return the site or {@code null} if none is known (yet)
	 */
	@Nullable String first(String type) {
		return of(type).stream().map(Origin::site).filter(Objects::nonNull).findFirst().orElse(null);
	}

	/**
	 * Return where living objects of any class were allocated by the code of a class. A
	 * small object is seldom sampled; the array that its constructor makes for it often
	 * is.
	 * @param type the stable class name
	 * @return the innermost frame of the class in the stack of most of them, or
	 * {@code null}
	 */
	@Nullable String by(String type) {
		String host = type.substring(0, (type.indexOf('$') > 0) ? type.indexOf('$') : type.length());
		return this.origins.values()
			.stream()
			.flatMap(List::stream)
			.filter((origin) -> frameOf(host, origin) != null)
			.max(Comparator.comparingLong(Origin::count))
			.map((origin) -> frameOf(host, origin))
			.orElse(null);
	}

	private static @Nullable String frameOf(String host, Origin origin) {
		return origin.stack()
			.stream()
			.filter((frame) -> frame.startsWith(host + ".") || frame.startsWith(host + "$"))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Stop to sample and forget. It can be wanted again.
	 */
	@Override
	public synchronized void close() {
		if (this.sampling != null) {
			this.sampling.close();
			this.sampling = null;
		}
		this.lastReading = null;
		this.origins = Map.of();
	}

	private void work() {
		try {
			if (startSampling()) {
				return;
			}
			Map<String, List<Origin>> read = read();
			synchronized (this) {
				this.origins = (this.sampling != null) ? read : Map.of();
			}
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			logger.log(System.Logger.Level.DEBUG, "No allocation sites could be read", ex);
			synchronized (this) {
				// a full disk or a directory that cannot be written to may be so for once
				this.unavailable = ex instanceof LinkageError || ++this.failures >= MAX_FAILURES;
				if (this.sampling != null) {
					this.sampling.close();
					this.sampling = null;
				}
			}
		}
		finally {
			synchronized (this) {
				this.worker = null;
			}
		}
	}

	/** Return whether it has only just been started, so that there is nothing to read. */
	private boolean startSampling() {
		synchronized (this) {
			if (this.sampling != null || this.lastReading == null) {
				return this.lastReading == null;
			}
		}
		Recording recording = recording("leakguard-allocation-sites");
		recording.setMaxSize(4 << 20);
		synchronized (this) {
			if (this.lastReading == null) {
				recording.close();
			}
			else {
				this.sampling = recording;
			}
		}
		return true;
	}

	private static Recording recording(String name) {
		Recording recording = new Recording();
		recording.setName(name);
		recording.enable(EVENT).withStackTrace().with("cutoff", "0 ns");
		recording.start();
		return recording;
	}

	/** The samples are written when a recording ends, so a short one is made for it. */
	private Map<String, List<Origin>> read() throws IOException {
		Path file = Files.createTempFile("leakguard", ".jfr");
		try {
			try (Recording recording = recording("leakguard-allocation-sites-reading")) {
				recording.stop();
				recording.dump(file);
			}
			Map<String, Map<String, Origin>> byType = new HashMap<>();
			try (RecordingFile events = new RecordingFile(file)) {
				while (events.hasMoreEvents()) {
					RecordedEvent event = events.readEvent();
					if (event.getEventType().getName().equals(EVENT)) {
						add(event, byType);
					}
				}
			}
			Map<String, List<Origin>> sorted = new HashMap<>();
			byType.forEach((type, found) -> sorted.put(type,
					found.values()
						.stream()
						.sorted(Comparator.comparingLong(Origin::count).reversed())
						.limit(MAX_ORIGINS)
						.toList()));
			return Map.copyOf(sorted);
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	private void add(RecordedEvent event, Map<String, Map<String, Origin>> byType) {
		RecordedObject object = event.getValue("object");
		RecordedClass recorded = (object != null) ? object.getValue("type") : null;
		RecordedStackTrace trace = event.getStackTrace();
		if (recorded == null || trace == null) {
			return;
		}
		String type = ClassHistogram.readable(recorded.getName().replace('/', '.'));
		type = Culprit.stableName(type);
		List<StackTraceElement> stack = new ArrayList<>();
		for (RecordedFrame frame : trace.getFrames()) {
			if (frame.isJavaFrame() && stack.size() < MAX_STACK) {
				stack.add(element(frame));
			}
		}
		StackTraceElement first = this.frames.first(stack);
		String site = (first != null && this.frames.isApplication(first.getClassName()))
				? ApplicationFrames.siteOf(first) : null;
		if (byType.size() >= MAX_TYPES && !byType.containsKey(type)) {
			return;
		}
		RecordedThread thread = event.getThread();
		Origin origin = new Origin(type, site, stack.stream().map(ApplicationFrames::siteOf).toList(),
				(thread != null) ? thread.getJavaName() : null, event.getInstant("allocationTime"), null, 1);
		byType.computeIfAbsent(type, (key) -> new LinkedHashMap<>())
			.merge(String.valueOf(site), origin, (one, other) -> new Origin(one.type(), one.site(), one.stack(),
					one.thread(), one.at(), null, one.count() + other.count()));
	}

	/** The recorder knows no file names; that of the outermost class is a good guess. */
	static StackTraceElement element(RecordedFrame frame) {
		String name = Culprit.stableName(frame.getMethod().getType().getName());
		String simple = name.substring(name.lastIndexOf('.') + 1);
		int dollar = simple.indexOf('$');
		String file = ((dollar > 0) ? simple.substring(0, dollar) : simple) + ".java";
		return new StackTraceElement(name, frame.getMethod().getName(), file, frame.getLineNumber());
	}

}

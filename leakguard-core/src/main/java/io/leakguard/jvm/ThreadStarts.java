package io.leakguard.jvm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingStream;

import io.leakguard.population.ApplicationFrames;
import org.jspecify.annotations.Nullable;

/**
 * Learns where threads are started, from a flight recording of its own with the one event
 * {@code jdk.ThreadStart}. It runs only while it is {@linkplain #start() wanted}, beside
 * any other recording. Starting the recorder takes up to half a second, on a daemon
 * thread of our own, and about 40 MB; what it has learnt is bounded. Thread-safe.
 */
final class ThreadStarts implements AutoCloseable {

	private static final int MAX_STARTS = 8192;

	private static final int MAX_STACKS = 256;

	private final ApplicationFrames frames;

	private final Map<Long, ThreadStart> starts = new ConcurrentHashMap<>();

	private final Map<List<String>, List<String>> stacks = new ConcurrentHashMap<>();

	private @Nullable Thread thread;

	private @Nullable Recording recording;

	private final BooleanSupplier recorderIsAllowed;

	private boolean unavailable;

	ThreadStarts(ApplicationFrames frames, BooleanSupplier recorderIsAllowed) {
		this.recorderIsAllowed = recorderIsAllowed;
		this.frames = frames;
	}

	/**
	 * Start to learn; nothing happens if it has been started or if this JVM has no flight
	 * recorder. Returns at once.
	 */
	synchronized void start() {
		if (this.recording != null || this.unavailable || !this.recorderIsAllowed.getAsBoolean()) {
			return;
		}
		Recording recording;
		try {
			recording = new Recording();
		}
		catch (LinkageError ex) {
			this.unavailable = true;
			return;
		}
		Thread thread = new Thread(() -> run(recording), "leakguard-thread-starts");
		thread.setDaemon(true);
		thread.setContextClassLoader(null);
		thread.start();
		// not before: there may be no thread left
		this.recording = recording;
		this.thread = thread;
	}

	private void run(Recording recording) {
		try {
			recording.run(this::started, this.frames);
		}
		catch (RuntimeException | LinkageError ex) {
			synchronized (this) {
				if (this.recording == recording) {
					this.unavailable = true;
					this.recording = null;
				}
			}
		}
	}

	private void started(long threadId, ThreadStart start) {
		if (this.starts.size() >= MAX_STARTS) {
			return;
		}
		List<String> stack = this.stacks.get(start.stack());
		if (stack == null) {
			stack = (this.stacks.size() < MAX_STACKS) ? start.stack() : List.of();
			this.stacks.put(stack, stack);
		}
		this.starts.put(threadId, new ThreadStart(start.site(), start.library(), stack, start.starter(), start.at()));
	}

	/**
	 * Take what is known of the start of a thread.
	 * @param threadId the identifier of the thread
	 * @return where it was started, or {@code null} if that is not known (yet)
	 */
	@Nullable ThreadStart take(long threadId) {
		return this.starts.remove(threadId);
	}

	/**
	 * Forget threads that were never asked for.
	 * @param before those started before
	 */
	void forget(Instant before) {
		this.starts.values().removeIf((start) -> start.at().isBefore(before));
	}

	synchronized boolean isRunning() {
		return this.recording != null;
	}

	/**
	 * Stop to learn. What is known remains; it can be started again.
	 */
	synchronized void stop() {
		Recording recording = this.recording;
		this.recording = null;
		this.thread = null;
		if (recording != null) {
			recording.end();
		}
	}

	@Override
	public void close() {
		Thread thread;
		synchronized (this) {
			thread = this.thread;
			stop();
		}
		if (thread != null && thread != Thread.currentThread()) {
			try {
				thread.join(Duration.ofSeconds(2).toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		this.starts.clear();
		this.stacks.clear();
	}

	/** Apart, because it does not link without the module {@code jdk.jfr}. */
	private static final class Recording {

		private boolean ended;

		private @Nullable AutoCloseable stream;

		void run(BiConsumer<Long, ThreadStart> listener, ApplicationFrames frames) {
			try (RecordingStream stream = new RecordingStream()) {
				synchronized (this) {
					if (this.ended) {
						return;
					}
					this.stream = stream;
				}
				stream.setReuse(true);
				stream.setOrdered(false);
				stream.setMaxAge(Duration.ofSeconds(30));
				stream.enable("jdk.ThreadStart").withStackTrace();
				stream.onEvent("jdk.ThreadStart", (event) -> read(event, listener, frames));
				stream.start();
			}
		}

		private static void read(RecordedEvent event, BiConsumer<Long, ThreadStart> listener,
				ApplicationFrames frames) {
			RecordedThread started = event.getThread("thread");
			RecordedStackTrace trace = event.getStackTrace();
			if (started == null || trace == null || started.getJavaThreadId() <= 0) {
				return;
			}
			List<StackTraceElement> stack = new ArrayList<>();
			for (RecordedFrame frame : trace.getFrames()) {
				if (frame.isJavaFrame()) {
					stack.add(element(frame));
				}
			}
			RecordedThread parent = (event.hasField("parentThread")) ? event.getThread("parentThread") : null;
			listener.accept(started.getJavaThreadId(), ThreadStart.of(stack,
					(parent != null) ? parent.getJavaName() : null, event.getStartTime(), frames));
		}

		private static StackTraceElement element(RecordedFrame frame) {
			RecordedMethod method = frame.getMethod();
			String type = method.getType().getName();
			int end = type.indexOf('$', type.lastIndexOf('.') + 1);
			String simple = type.substring(type.lastIndexOf('.') + 1, (end > 0) ? end : type.length());
			return new StackTraceElement(type, method.getName(), simple + ".java", frame.getLineNumber());
		}

		void end() {
			AutoCloseable stream;
			synchronized (this) {
				this.ended = true;
				stream = this.stream;
			}
			if (stream != null) {
				try {
					stream.close();
				}
				catch (Exception ex) {
					// it ends with its thread
				}
			}
		}

	}

}

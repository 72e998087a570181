package io.leakguard.jvm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import io.leakguard.jvm.TimedMethods.Method;
import jdk.jfr.EventSettings;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/**
 * One flight recording with method timing or tracing, beside any other. Classes are
 * written anew when it begins, loaded ones too, and put back when it ends. The setting
 * {@code filter} has methods as {@code com.acme.Foo$Bar::<init>}, with semicolons
 * between; a class alone stands for all of its methods, no class before the colons for
 * every class that is loaded, and what is not there does not match. A method is found in
 * the class that declares it only.
 * <p>
 * {@code jdk.MethodTiming} has a reading of each method in every {@code period}, also of
 * those that were never called. It counts for all recordings together: a method that
 * another one times begins with what that one has counted, and methods that only others
 * time are told as well. {@code jdk.MethodTrace} has a stack that begins with the caller,
 * the traced method is not in it.
 */
final class MethodRecording {

	private final OwnClasses own;

	private boolean ended;

	private @Nullable RecordingStream running;

	MethodRecording(OwnClasses own) {
		this.own = own;
	}

	/**
	 * Time methods until a reading wants no more of them, it is ended, or the time is
	 * over.
	 */
	void time(String filter, Duration longest, Readings readings) {
		Runnable loaded = this.own.from("timing");
		try (RecordingStream stream = new RecordingStream()) {
			stream.enable("jdk.MethodTiming").with("filter", filter).with("period", "1 s");
			run(stream, "jdk.MethodTiming", longest, loaded, (event) -> readings.read(method(event.getValue("method")),
					event.getLong("invocations"), event.getStartTime()));
		}
		finally {
			loaded.run();
		}
	}

	/**
	 * Trace methods until a stack wants no more of them, it is ended, or the time is
	 * over.
	 */
	void trace(String filter, Duration longest, Stacks stacks) {
		Runnable loaded = this.own.from("timing");
		try (RecordingStream stream = new RecordingStream()) {
			EventSettings settings = stream.enable("jdk.MethodTrace").with("filter", filter);
			settings.with("threshold", "0 ms").withStackTrace();
			run(stream, "jdk.MethodTrace", longest, loaded,
					(event) -> stacks.read(method(event.getValue("method")), stack(event.getStackTrace())));
		}
		finally {
			loaded.run();
		}
	}

	/**
	 * Events are read in this thread, and it is over with a flush, which comes every
	 * second: the events of one flush come thread by thread, so that a part of them tells
	 * of some threads only.
	 */
	private void run(RecordingStream stream, String name, Duration longest, Runnable loaded,
			Predicate<RecordedEvent> events) {
		stream.setReuse(true);
		stream.setOrdered(false);
		stream.setMaxAge(Duration.ofSeconds(30));
		Instant end = Instant.now().plus(longest);
		AtomicBoolean enough = new AtomicBoolean();
		stream.onEvent(name, (event) -> {
			if (!events.test(event)) {
				enough.set(true);
			}
		});
		stream.onFlush(() -> {
			loaded.run();
			if (enough.get() || !Instant.now().isBefore(end)) {
				stream.close();
			}
		});
		try {
			if (begin(stream)) {
				stream.start();
			}
		}
		catch (IllegalStateException ex) {
			// it was ended before it had begun
		}
	}

	private synchronized boolean begin(RecordingStream stream) {
		this.running = stream;
		return !this.ended;
	}

	/** End what runs; nothing can be begun any more. May be called by any thread. */
	void end() {
		RecordingStream running;
		synchronized (this) {
			this.ended = true;
			running = this.running;
		}
		if (running != null) {
			running.close();
		}
	}

	private static Method method(RecordedMethod method) {
		return new Method(method.getType().getName(), method.getName(), method.getDescriptor());
	}

	private static List<StackTraceElement> stack(@Nullable RecordedStackTrace trace) {
		List<StackTraceElement> stack = new ArrayList<>();
		for (RecordedFrame frame : (trace != null) ? trace.getFrames() : List.<RecordedFrame>of()) {
			if (frame.isJavaFrame()) {
				stack.add(LiveAllocationSites.element(frame));
			}
		}
		return stack;
	}

	/** Is told how often a method has been called. */
	interface Readings {

		boolean read(Method method, long invocations, Instant at);

	}

	/** Is told who has called a method. */
	interface Stacks {

		boolean read(Method method, List<StackTraceElement> callers);

	}

}

package io.leakguard.bench.cost;

import java.lang.ref.Cleaner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Tracker;
import io.leakguard.tracking.Tracking;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One pair of open and close for a new object of 16 bytes, with no suspicion. The watch
 * runs, so the creation sites that are looked up every second are part of the cost.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PairBenchmark {

	private final Tracking tracking = new Tracking();

	private final Tracker counted = this.tracking.tracker("bench.counted", Kind.NOT_CLOSED, Unit.OBJECTS);

	private final Tracker watched = this.tracking.tracker("bench.watched", Kind.NOT_CLOSED, Unit.OBJECTS).watched();

	private final Cleaner cleaner = Cleaner.create();

	private final ConcurrentHashMap<Object, Boolean> map = new ConcurrentHashMap<>();

	@Setup
	public void start() {
		this.tracking.watch().start();
	}

	@TearDown
	public void stop() {
		this.tracking.watch().stop();
		this.tracking.close();
	}

	@Benchmark
	public Object leakguardCounted() {
		Object thing = new Object();
		this.counted.opened(thing).close();
		return thing;
	}

	@Benchmark
	public Object leakguardWatched() {
		Object thing = new Object();
		this.watched.opened(thing).close();
		return thing;
	}

	@Benchmark
	public Object nettySimple(Simple netty) {
		return netty.pair();
	}

	@Benchmark
	public Object nettyParanoid(Paranoid netty) {
		return netty.pair();
	}

	@Benchmark
	public Object cleanerRegisterAndClean() {
		Object thing = new Object();
		this.cleaner.register(thing, PairBenchmark::nothing).clean();
		return thing;
	}

	@Benchmark
	public Object concurrentHashMapPutAndRemove() {
		Object thing = new Object();
		this.map.put(thing, Boolean.TRUE);
		this.map.remove(thing);
		return thing;
	}

	@Benchmark
	public Object nothingButTheObject() {
		return new Object();
	}

	private static void nothing() {
	}

	/** Netty's detector at its default level: one in 128, with a stack. */
	@State(Scope.Benchmark)
	public static class Simple extends Netty {

		public Simple() {
			super(Level.SIMPLE);
		}

	}

	/** Netty's detector at the level that misses nothing. */
	@State(Scope.Benchmark)
	public static class Paranoid extends Netty {

		public Paranoid() {
			super(Level.PARANOID);
		}

	}

	/** Netty's detector. */
	public abstract static class Netty {

		private final Level level;

		private final ResourceLeakDetector<Object> detector = ResourceLeakDetectorFactory.instance()
			.newResourceLeakDetector(Object.class);

		Netty(Level level) {
			this.level = level;
		}

		@Setup
		public void level() {
			ResourceLeakDetector.setLevel(this.level);
		}

		Object pair() {
			Object thing = new Object();
			ResourceLeakTracker<Object> tracker = this.detector.track(thing);
			if (tracker != null) {
				tracker.close(thing);
			}
			return thing;
		}

	}

}

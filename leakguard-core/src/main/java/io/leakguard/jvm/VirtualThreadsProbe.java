package io.leakguard.jvm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population.Builder;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;

/**
 * Counts virtual threads by the application frame in which they wait
 * ({@code jvm.virtualThreads}), and shows the executors that are alive by class
 * ({@code jvm.executors}). Both are from the JSON thread dump, which is taken only when
 * virtual threads have been seen, within 1 % of the time, or 5 % under suspicion; a scan
 * without a dump costs some microseconds. Used by one thread at a time.
 */
public final class VirtualThreadsProbe implements Probe {

	private static final String POPULATION = "jvm.virtualThreads";

	private static final String EXECUTORS = "jvm.executors";

	private static final int MAX_FAMILIES = 256;

	/** So many threads are told apart; more are only counted. */
	private static final int MAX_THREADS = 100_000;

	/** Only a carrier of this class runs virtual threads. */
	private static final String CARRIER = "jdk.internal.misc.CarrierThread";

	private final ApplicationFrames frames;

	private final ThreadDumper dumper;

	private final LiveThreads live = new LiveThreads();

	private final Map<String, VirtualThreadFamily> families = new HashMap<>();

	private Map<String, Long> executors = Map.of();

	private boolean seen;

	private boolean dumped;

	private long count;

	private int dump;

	/**
	 * Create a probe.
	 * @param frames knows the application's frames
	 */
	public VirtualThreadsProbe(ApplicationFrames frames) {
		this(frames, new ThreadDumper());
	}

	VirtualThreadsProbe(ApplicationFrames frames, ThreadDumper dumper) {
		this.frames = frames;
		this.dumper = dumper;
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) throws Exception {
		if (!this.dumper.isAvailable()) {
			throw new UnavailableException("virtual threads need Java 21 and a HotSpot JVM");
		}
		boolean suspected = census.attention().isOn(POPULATION) || census.attention().isOn("jvm.threads");
		this.seen = this.seen || isCarrierAlive();
		boolean fresh = (this.seen || suspected) && this.dumper.isDue(census.at(), suspected);
		if (fresh) {
			dump(census);
		}
		Builder builder = census.population(POPULATION, Kind.VIRTUAL_THREADS_STUCK, Unit.THREADS).count(this.count);
		for (VirtualThreadFamily family : this.families.values()) {
			builder.group(group(family));
		}
		if (!fresh && this.seen) {
			builder.stale();
		}
		if (this.dumped) {
			Builder shown = census.population(EXECUTORS, Kind.EXECUTOR_NOT_SHUT_DOWN, Unit.OBJECTS).shownOnly();
			this.executors.forEach((type, number) -> shown.group(Group.of(type, number)));
			shown.count(this.executors.values().stream().mapToLong(Long::longValue).sum());
		}
	}

	private boolean isCarrierAlive() {
		for (Thread thread : this.live.list()) {
			if (thread.getClass().getName().equals(CARRIER)) {
				return true;
			}
		}
		return false;
	}

	private void dump(Census census) throws Exception {
		Reading reading = new Reading();
		this.families.values().forEach(VirtualThreadFamily::begin);
		this.dumper.dump(census.at(), reading);
		this.families.values().removeIf((family) -> family.count() == 0);
		this.executors = reading.executors;
		this.count = reading.count;
		this.dumped = true;
		this.dump++;
	}

	private Group group(VirtualThreadFamily family) {
		StackTraceElement frame = family.frame();
		Culprit culprit = Culprit.ofType(Culprit.stableName(frame.getClassName())).at(ApplicationFrames.siteOf(frame));
		Group group = Group.of(family.key(), culprit, family.count());
		return (family.oldestNeverLeave(this.dump)) ? group.signs(Set.of(Sign.OLDEST_NEVER_LEAVE)) : group;
	}

	/** Reads one dump. */
	private final class Reading implements ThreadDump.Visitor {

		private final Map<String, Long> executors = new HashMap<>();

		private long count;

		@Override
		public void container(String name) {
			int identity = name.lastIndexOf('@');
			if (identity > 0) {
				String type = name.substring(name.indexOf('/') + 1, identity);
				if (this.executors.size() < MAX_FAMILIES) {
					this.executors.merge(type, 1L, Long::sum);
				}
			}
		}

		@Override
		public void thread(long id, boolean virtual, String container, List<StackTraceElement> stack) {
			if (!virtual || this.count++ >= MAX_THREADS) {
				return;
			}
			StackTraceElement frame = VirtualThreadsProbe.this.frames.first(stack);
			if (frame == null) {
				return;
			}
			Map<String, VirtualThreadFamily> families = VirtualThreadsProbe.this.families;
			String key = frame.getClassName() + "." + frame.getMethodName();
			VirtualThreadFamily family = families.get(key);
			if (family == null) {
				if (families.size() >= MAX_FAMILIES) {
					return;
				}
				family = new VirtualThreadFamily(key, frame);
				families.put(key, family);
			}
			family.add(id, frame, VirtualThreadsProbe.this.dump);
		}

	}

}

package io.leakguard.jvm;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import com.sun.management.UnixOperatingSystemMXBean;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Counts open file descriptors. On suspicion, on Linux, it looks at what they point at
 * and groups them: {@code directory /var/data}, {@code file /tmp/upload-#.tmp},
 * {@code socket to port 5432}. Each scan costs what the kernel needs to count them, about
 * 10 µs for a hundred; a look costs about 5 µs each and is rationed.
 */
public final class DescriptorsProbe implements Probe {

	private static final String POPULATION = "process.descriptors";

	/**
	 * Looks in which a target must have opened some and closed none; three may be chance.
	 */
	private static final int LOOKS = 4;

	/** So many more than at the first look. */
	private static final int MANY = 4;

	/**
	 * What others bring along to wake them, two or three each: a selector an event
	 * descriptor or a pipe, a watch service a pair of sockets.
	 */
	private static final Set<String> EVERYBODYS = Set.of("pipe", "anonymous eventfd", "anonymous timerfd",
			"unix socket", "socket");

	private static final int BROUGHT_ALONG = 3;

	private final Supplier<OperatingSystemMXBean> starting;

	private @Nullable Counter counter;

	private final DescriptorTargets targets;

	private final Ration ration;

	private Map<String, String> open = Map.of();

	private final Map<String, Target> byTarget = new HashMap<>();

	private int looks;

	/**
	 * Create a probe of this process.
	 */
	public DescriptorsProbe() {
		this(ManagementFactory::getOperatingSystemMXBean, new DescriptorTargets(Path.of("/proc/self")),
				Ration.unnoticed());
	}

	DescriptorsProbe(Supplier<OperatingSystemMXBean> system, DescriptorTargets targets, Ration ration) {
		this.starting = system;
		this.targets = targets;
		this.ration = ration;
	}

	private static @Nullable Counter counter(OperatingSystemMXBean system) {
		try {
			return Unix.counter(system);
		}
		catch (LinkageError ex) {
			// the module jdk.management is optional
			return null;
		}
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		this.counter = (this.counter != null) ? this.counter : counter(this.starting.get());
		long count = (this.counter != null) ? this.counter.open() : -1;
		if (this.counter == null || count < 0) {
			throw new UnavailableException("this platform does not count open descriptors");
		}
		Population.Builder population = census.population(POPULATION, Kind.FILE_DESCRIPTORS_GROW, Unit.FILES);
		if (!census.attention().isOn(POPULATION)) {
			forget();
		}
		else if (this.ration.allows(census.at())) {
			long start = System.nanoTime();
			look();
			this.ration.spend(census.at(), System.nanoTime() - start);
		}
		population.count(count).limit(this.counter.max());
		long most = this.byTarget.values().stream().mapToLong(Target::grown).max().orElse(0);
		this.byTarget.values()
			.stream()
			.filter((target) -> target.grown() > 0 && BROUGHT_ALONG * target.grown() >= most)
			.min(Comparator.comparing((Target target) -> EVERYBODYS.contains(target.name))
				.thenComparing((target) -> -target.grown())
				.thenComparing((target) -> target.name))
			.ifPresent((target) -> name(population, target));
	}

	/** No groups: their history would only begin now, and restart the judgement. */
	private static void name(Population.Builder population, Target target) {
		population.culprit(Culprit.ofType(target.name));
		if (target.closesNone()) {
			population.sign(Sign.OLDEST_NEVER_LEAVE);
		}
	}

	private void forget() {
		if (this.looks > 0) {
			this.open = Map.of();
			this.byTarget.clear();
			this.looks = 0;
		}
	}

	private void look() {
		Map<String, String> now;
		try {
			now = this.targets.read();
		}
		catch (IOException | SecurityException ex) {
			// not Linux: counted, but not told apart
			return;
		}
		this.looks++;
		this.byTarget.values().forEach((target) -> target.count = 0);
		now.forEach((descriptor, name) -> {
			Target target = target(name);
			target.count++;
		});
		this.open.forEach((descriptor, name) -> {
			if (!name.equals(now.get(descriptor))) {
				target(name).ended++;
			}
		});
		this.byTarget.values().removeIf((target) -> target.count == 0);
		this.byTarget.values().forEach(Target::compare);
		this.open = now;
	}

	private Target target(String name) {
		return this.byTarget.computeIfAbsent(name, (key) -> new Target(key, this.looks == 1));
	}

	/** The descriptors that point at the same thing. */
	private static final class Target {

		private final String name;

		private long first;

		private long before;

		private long count;

		private long ended;

		private int rises;

		Target(String name, boolean atFirstLook) {
			this.name = name;
			this.first = atFirstLook ? -1 : 0;
		}

		void compare() {
			if (this.first < 0) {
				this.first = this.count;
			}
			else if (this.count > this.before) {
				this.rises++;
			}
			this.before = this.count;
		}

		long grown() {
			return this.count - this.first;
		}

		boolean closesNone() {
			return this.ended == 0 && this.rises >= LOOKS - 1 && grown() >= MANY;
		}

	}

	/** Counts open descriptors. */
	private interface Counter {

		long open();

		long max();

	}

	/** Apart, because it does not link without the module {@code jdk.management}. */
	private record Unix(UnixOperatingSystemMXBean system) implements Counter {

		static @Nullable Counter counter(OperatingSystemMXBean system) {
			return (system instanceof UnixOperatingSystemMXBean unix) ? new Unix(unix) : null;
		}

		@Override
		public long open() {
			return this.system.getOpenFileDescriptorCount();
		}

		@Override
		public long max() {
			return this.system.getMaxFileDescriptorCount();
		}

	}

}

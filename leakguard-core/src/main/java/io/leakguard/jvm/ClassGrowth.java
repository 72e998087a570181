package io.leakguard.jvm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.leakguard.jvm.Differences.Growth;
import io.leakguard.jvm.HeapSignature.Companion;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads from several class histograms which classes keep growing, and which of them is
 * the culprit rather than a victim that it drags along. Has no clock and asks nobody.
 * Used by the scan thread alone.
 */
final class ClassGrowth {

	/** More classes than most applications load; 2 MB while something is suspected. */
	private static final int MAX_CLASSES = 20_000;

	/** Differences without growth after which a class counts as having stopped. */
	private static final int STOPPED = 2;

	/** How far two counts may be apart that grow one to one. */
	private static final double ONE_TO_ONE = 0.1;

	/**
	 * Thread-local entries that a thread may well have: eighteen were counted, on the
	 * average, in the threads of a server after a burst.
	 */
	private static final int ENTRIES_PER_THREAD = 32;

	/** Threads more from which on they are what piles up; fewer come with the work. */
	private static final int PILE = 16;

	/**
	 * Differences in a row in which two classes keep step only if they belong together.
	 */
	private static final int TOGETHER = 5;

	/**
	 * Part of a step that may be other entries, of threads that come and go meanwhile.
	 */
	private static final double OTHER_ENTRIES = 0.4;

	/** How far apart histograms are as long as they are cheap. */
	private static final int SCANS_PER_HISTOGRAM = 3;

	/** Most classes have fewer objects, and cost more to remember than they take. */
	private static final int WORTH_FOLLOWING = 5;

	private static final String THREAD_LOCAL_ENTRY = "java.lang.ThreadLocal$ThreadLocalMap$Entry";

	/** Histograms before which nothing can have risen often enough. */
	private static final int LOOKS_AT_FIRST = HeapSignature.LEAST_RISES + 1;

	private static final Set<String> MARKERS = HeapSignature.ALL.stream()
		.flatMap((signature) -> signature.markers().stream())
		.collect(Collectors.toUnmodifiableSet());

	private static final int SHOWN_ALONG = 3;

	/** A factor of two: some of either may have gone in between. */
	private static final double ABOUT = Math.log(2);

	private final ApplicationFrames frames;

	private final Differences instances = new Differences(MAX_CLASSES);

	private final Map<String, Together> inStep = new HashMap<>();

	private boolean ofOneClass;

	private ClassHistogram last = ClassHistogram.parse("");

	ClassGrowth(ApplicationFrames frames) {
		this.frames = frames;
	}

	void take(ClassHistogram histogram, long scan) {
		Map<String, Long> counts = new HashMap<>(histogram.rows().size() * 2);
		histogram.rows().forEach((name, row) -> {
			if (row.instances() >= WORTH_FOLLOWING && !isOwn(name)) {
				counts.put(name, row.instances());
			}
		});
		this.instances.take(counts, scan);
		compareSteps();
		// of the thousands of classes some grow
		this.last = histogram.only((name) -> this.instances.of(name).rises() > 0);
	}

	void clear() {
		this.instances.clear();
		this.inStep.clear();
		this.ofOneClass = false;
		this.last = ClassHistogram.parse("");
	}

	boolean isEmpty() {
		return this.instances.isEmpty();
	}

	/**
	 * Whether something may be on its way that is worth looking for again soon: what only
	 * wanders seldom rises several times in a row.
	 */
	boolean isWorthAnotherLook() {
		return this.instances.readings() <= LOOKS_AT_FIRST || isOnItsWay();
	}

	/**
	 * Return whether a class that could be a culprit has risen several times in a row and
	 * still does.
	 * @return whether there is one
	 */
	boolean isOnItsWay() {
		return this.instances.all()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().rises() >= HeapSignature.LEAST_RISES && entry.getValue().idle() == 0)
			.anyMatch((entry) -> MARKERS.contains(entry.getKey()) || this.frames.isApplicationType(entry.getKey()));
	}

	/**
	 * Return what grew.
	 * @param rises in how many differences at least
	 * @param grown by how many objects at least
	 * @param threadsThen how many live threads there were at first
	 * @param threadsGrown by how many the live threads grew meanwhile
	 * @return the culprits, signatures first, then classes by what they and their victims
	 * take
	 */
	List<Suspect> suspects(int rises, long grown, long threadsThen, long threadsGrown) {
		Map<String, Growth> growing = new HashMap<>();
		this.instances.all().forEach((name, growth) -> {
			// a hundredth: what wanders by itself wanders by less in so many differences
			if (growth.rises() >= HeapSignature.LEAST_RISES && growth.idle() <= STOPPED
					&& growth.grown() >= Math.max(grown, growth.first() / 100)) {
				growing.put(name, growth);
			}
		});
		List<Suspect> suspects = new ArrayList<>();
		Set<String> taken = new HashSet<>();
		for (HeapSignature signature : HeapSignature.ALL) {
			Suspect suspect = match(signature, growing, taken, threadsThen, threadsGrown);
			if (suspect != null) {
				suspects.add(suspect);
			}
		}
		Set<String> explained = explained(suspects, growing, taken);
		growing.values().removeIf((growth) -> !isLong(growth, rises));
		suspects.addAll(byBytes(growing, explained));
		return suspects;
	}

	private @Nullable Suspect match(HeapSignature signature, Map<String, Growth> growing, Set<String> taken,
			long threadsThen, long threadsGrown) {
		for (String marker : signature.markers()) {
			boolean own = signature.companion() == Companion.WITH_OWN_LAMBDA;
			Growth growth = (own) ? this.instances.all().get(marker) : growing.get(marker);
			if (growth == null || (!own && !isLong(growth, signature.rises())) || taken.contains(marker)
					|| signature.without().stream().anyMatch((without) -> isAlong(without, growth, growing))
					|| isExplainedByThreads(signature, growth, threadsThen,
							Math.max(threadsGrown, grownThreads(growing)))) {
				continue;
			}
			String companion = companion(signature, growth, growing, taken);
			if (companion == null && signature.needsCompanion()) {
				continue;
			}
			taken.addAll(signature.markers());
			if (companion != null) {
				taken.add(companion);
				taken.add(companion + "$$Lambda");
			}
			if (signature.kind() == Kind.DELAYED_TASK_RETAINED) {
				taken.add("java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask");
			}
			String culprit = (companion != null) ? companion : marker;
			return new Suspect(marker, signature, signature.kind(), culprit, growth, this.last.bytes(marker),
					along(marker, growth, growing));
		}
		return null;
	}

	/** The marker, and classes of the application that grow about as fast. */
	private List<String> along(String marker, Growth growth, Map<String, Growth> growing) {
		List<String> along = new ArrayList<>(List.of(marker));
		growing.entrySet()
			.stream()
			.filter((entry) -> this.frames.isApplicationType(entry.getKey()))
			.filter((entry) -> distance(entry.getValue(), growth) < ABOUT)
			.map(Map.Entry::getKey)
			.sorted()
			.limit(SHOWN_ALONG)
			.forEach(along::add);
		return along;
	}

	/**
	 * Where histograms are dear and few, growth in some of them over as many scans is as
	 * telling as in more of them that are closer together.
	 */
	private boolean isLong(Growth growth, int rises) {
		if (growth.rises() >= rises) {
			return true;
		}
		return growth.rises() >= HeapSignature.LEAST_RISES && growth.duration() >= (long) rises * SCANS_PER_HISTOGRAM;
	}

	private boolean isExplainedByThreads(HeapSignature signature, Growth growth, long threadsThen, long threadsGrown) {
		return switch (signature.kind()) {
			// a thread that was started is for others to count
			case LISTENER_NOT_REMOVED -> growth.grown() <= 2 * threadsGrown;
			case THREAD_LOCAL_NOT_REMOVED ->
				(threadsGrown >= PILE && growth.grown() <= ENTRIES_PER_THREAD * threadsGrown)
						|| (growth.last() <= ENTRIES_PER_THREAD * (threadsThen + threadsGrown)
								&& !isOfOneClass(threadsThen + threadsGrown));
			default -> false;
		};
	}

	/**
	 * A thread local that is shared has one value in each thread, and no more. Whatever
	 * else came before, a class whose objects keep step with the entries is their value.
	 */
	private boolean isOfOneClass(long threads) {
		// what was seen once is not undone by entries of others that come between
		this.ofOneClass |= this.inStep.values()
			.stream()
			.anyMatch((together) -> together.times() >= TOGETHER && together.grown() > (1 + ONE_TO_ONE) * threads);
		return this.ofOneClass;
	}

	private void compareSteps() {
		Growth entries = this.instances.of(THREAD_LOCAL_ENTRY);
		if (entries.rises() == 0 || entries.idle() > 0) {
			return;
		}
		Map<String, Together> before = Map.copyOf(this.inStep);
		this.inStep.clear();
		this.instances.all().forEach((name, growth) -> {
			if (growth.rises() > 0 && growth.idle() == 0 && this.frames.isApplicationType(name) && Math
				.abs(growth.step() - entries.step()) <= OTHER_ENTRIES * Math.max(growth.step(), entries.step())) {
				this.inStep.put(name, before.getOrDefault(name, Together.NOT_YET).and(growth.step()));
			}
		});
	}

	/** Virtual threads, which no bean counts, have thread locals as well. */
	private static long grownThreads(Map<String, Growth> growing) {
		return growing.getOrDefault("java.lang.VirtualThread", Growth.NONE).grown();
	}

	private static boolean isAlong(String name, Growth growth, Map<String, Growth> growing) {
		Growth other = growing.get(name);
		return other != null && other.grown() >= growth.grown() / 2;
	}

	private @Nullable String companion(HeapSignature signature, Growth growth, Map<String, Growth> growing,
			Set<String> taken) {
		Companion wanted = signature.companion();
		if (wanted == Companion.NONE) {
			return null;
		}
		List<String> candidates = growing.keySet()
			.stream()
			.filter((name) -> !taken.contains(name) && this.frames.isApplicationType(name))
			.sorted(Comparator.comparingDouble((String name) -> distance(growing.get(name), growth))
				.thenComparing((name) -> name))
			.toList();
		return switch (wanted) {
			case LAMBDA_FIRST -> candidates.stream()
				.filter((name) -> name.endsWith("$$Lambda"))
				.findFirst()
				.orElse(candidates.isEmpty() ? null : candidates.get(0));
			case WITH_OWN_LAMBDA -> candidates.stream()
				.filter((name) -> isLong(growing.get(name), signature.rises()))
				.filter((name) -> isAtTheSamePace(growing.get(name), growth))
				.filter((name) -> hasOwnAction(name, growing.get(name), growing))
				.findFirst()
				.orElse(null);
			case ONE_TO_ONE ->
				candidates.stream().filter((name) -> isOneToOne(growing.get(name), growth)).findFirst().orElse(null);
			default -> candidates.isEmpty() ? null : candidates.get(0);
		};
	}

	/**
	 * A lambda or an anonymous class of the object itself can refer to it, and so does
	 * any class with a field of its type; the static nested class that the documentation
	 * of cleaners asks for does not.
	 */
	private static boolean hasOwnAction(String name, Growth growth, Map<String, Growth> growing) {
		return growing.entrySet().stream().anyMatch((entry) -> {
			String other = entry.getKey();
			boolean ofIt = other.length() > name.length() + 1 && other.startsWith(name + "$");
			boolean anonymous = ofIt && Character.isDigit(other.charAt(name.length() + 1));
			return isOneToOne(entry.getValue(), growth)
					&& ((ofIt && (anonymous || other.equals(name + "$$Lambda"))) || ClassFields.refer(other, name));
		});
	}

	private static boolean isOneToOne(Growth one, Growth other) {
		return Math.abs(one.grown() - other.grown()) <= ONE_TO_ONE * Math.max(one.grown(), other.grown());
	}

	/**
	 * The JDK has cleaners of its own that come and go, so that theirs may have begun
	 * anew; by more than half they do not differ. Once, that is chance.
	 */
	private static boolean isAtTheSamePace(Growth one, Growth other) {
		if (other.rises() < HeapSignature.LEAST_RISES) {
			return false;
		}
		double pace = (double) one.grown() / one.rises();
		double otherPace = (double) other.grown() / other.rises();
		return other.last() >= (1 - ONE_TO_ONE) * one.grown() && otherPace <= 1.5 * pace && pace <= 1.5 * otherPace;
	}

	/** How far the numbers are apart, as a factor; none if they are the same. */
	private static double distance(Growth one, Growth other) {
		return Math.abs(Math.log((double) one.grown() / Math.max(1, other.grown())));
	}

	/** What grows one to one with a culprit or its marker is explained by it. */
	private static Set<String> explained(List<Suspect> suspects, Map<String, Growth> growing, Set<String> taken) {
		Set<String> explained = new HashSet<>(taken);
		for (Suspect suspect : suspects) {
			Growth culprit = growing.getOrDefault(suspect.culprit(), suspect.growth());
			growing.forEach((name, growth) -> {
				if (isOneToOne(growth, culprit) || isOneToOne(growth, suspect.growth())) {
					explained.add(name);
				}
			});
		}
		return explained;
	}

	/**
	 * Application classes before those of libraries, and those before the JDK's. Arrays,
	 * strings and map nodes are victims: their bytes count for the class that grows most
	 * nearly with them.
	 */
	private List<Suspect> byBytes(Map<String, Growth> growing, Set<String> explained) {
		for (int rank = 0; rank <= 2; rank++) {
			Map<String, Suspect> suspects = new HashMap<>();
			for (Map.Entry<String, Growth> entry : growing.entrySet()) {
				String name = entry.getKey();
				if (rank(name) == rank && !explained.contains(name)) {
					suspects.put(name, new Suspect(name, null, Kind.HEAP_GROWS, name, entry.getValue(),
							bytesGrown(name, entry.getValue()), List.of()));
				}
			}
			if (!suspects.isEmpty()) {
				addVictims(suspects, growing, explained);
				return suspects.values()
					.stream()
					.sorted(Comparator.comparingLong(Suspect::bytes).reversed().thenComparing(Suspect::key))
					.toList();
			}
		}
		return List.of();
	}

	private void addVictims(Map<String, Suspect> suspects, Map<String, Growth> growing, Set<String> explained) {
		growing.forEach((name, growth) -> {
			if (suspects.containsKey(name) || explained.contains(name)) {
				return;
			}
			suspects.values()
				.stream()
				.min(Comparator.comparingDouble((Suspect suspect) -> distance(suspect.growth(), growth))
					.thenComparing(Suspect::key))
				.ifPresent((suspect) -> suspects.put(suspect.key(),
						suspect.with(name, bytesGrown(name, growth), SHOWN_ALONG)));
		});
	}

	private long bytesGrown(String name, Growth growth) {
		long instances = Math.max(1, this.last.instances(name));
		return (long) ((double) this.last.bytes(name) / instances * growth.grown());
	}

	private int rank(String name) {
		if (name.endsWith("[]")) {
			return 2;
		}
		if (this.frames.isApplicationType(name)) {
			return 0;
		}
		return (ApplicationFrames.isPlatform(name)) ? 2 : 1;
	}

	private boolean isOwn(String name) {
		return name.startsWith("io.leakguard.") && !this.frames.isApplicationType(name);
	}

	/**
	 * A class that grows.
	 *
	 * @param key the class by which it is known from scan to scan
	 * @param signature what its growth tells, if it is more than that it grows
	 * @param kind the kind of leak
	 * @param culprit the class to blame
	 * @param growth how it grew
	 * @param bytes by how many bytes it and its victims grew
	 * @param along some of the classes that it drags along
	 */
	record Suspect(String key, @Nullable HeapSignature signature, Kind kind, String culprit, Growth growth, long bytes,
			List<String> along) {

		Suspect as(HeapSignature signature) {
			return new Suspect(this.key, signature, signature.kind(), this.culprit, this.growth, this.bytes,
					this.along);
		}

		Suspect with(String victim, long more, int shown) {
			List<String> along = new ArrayList<>(this.along);
			if (along.size() < shown) {
				along.add(victim);
			}
			return new Suspect(this.key, this.signature, this.kind, this.culprit, this.growth, this.bytes + more,
					List.copyOf(along));
		}

	}

	/**
	 * How long a class has kept step with another.
	 *
	 * @param times in how many differences in a row
	 * @param grown by how much it grew meanwhile
	 */
	private record Together(int times, long grown) {

		static final Together NOT_YET = new Together(0, 0);

		Together and(long step) {
			return new Together(this.times + 1, this.grown + step);
		}

	}

}

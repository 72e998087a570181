package io.leakguard.jvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one family: who is alive, who came and went, and what is known of their
 * owners. Not thread-safe.
 */
final class ThreadFamily {

	/** How many of the newest members are looked at. */
	static final int SAMPLE = 32;

	/** So many owners are no coincidence. */
	private static final int MANY = 3;

	/** What is made again and again has not more threads than that, on the average. */
	private static final int THREADS_OF_A_POOL = 4;

	private static final int MAX_SITES = 64;

	private static final int ELDERS = 6;

	/** A task that waits this long without waking is hardly one that polls. */
	private static final int STUCK_SCANS = 6;

	private final String key;

	private final @Nullable KnownThreads known;

	private final Map<Long, Member> members = new LinkedHashMap<>();

	private final Arrivals arrivals = new Arrivals();

	private final Set<String> endedSites = new HashSet<>();

	private long added;

	private long ended;

	private int examinedAt;

	private boolean pooled;

	private boolean timer;

	private int queues;

	private int waiting;

	private int ownersAtFirst = -1;

	private int queuesAtFirst = -1;

	private @Nullable String entry;

	private @Nullable Kind kind;

	ThreadFamily(String key) {
		this.key = key;
		this.known = KnownThreads.of(key);
	}

	String key() {
		return this.key;
	}

	int count() {
		return this.members.size();
	}

	long added() {
		return this.added;
	}

	long ended() {
		return this.ended;
	}

	Iterable<Member> members() {
		return this.members.values();
	}

	void add(Member member, int scan) {
		this.members.put(member.id, member);
		this.added++;
		if (scan > 0) {
			this.arrivals.add(member.id, scan);
		}
	}

	void end(Member member) {
		if (this.members.remove(member.id) != null) {
			this.ended++;
		}
	}

	/**
	 * Remember that a thread that was started at a place has ended.
	 * @param site the place
	 */
	void endedAt(String site) {
		if (this.endedSites.size() < MAX_SITES) {
			this.endedSites.add(site);
		}
	}

	boolean hasEndedAt(@Nullable String site) {
		return this.endedSites.size() >= MAX_SITES || this.endedSites.contains(site);
	}

	/** Move a member that turned out to be of another family. */
	void leave(Member member) {
		if (this.members.remove(member.id) != null) {
			this.added--;
		}
	}

	/**
	 * Return whether the threads should be looked at: a family of some size, once, and
	 * again whenever it has doubled.
	 * @return whether its stacks are wanted
	 */
	boolean isExaminationDue() {
		return count() >= MANY && count() >= 2 * this.examinedAt;
	}

	/**
	 * Return the newest members.
	 * @return their identifiers
	 */
	long[] sample() {
		long[] ids = new long[Math.min(SAMPLE, this.members.size())];
		int skip = this.members.size() - ids.length;
		int index = 0;
		for (Long id : this.members.keySet()) {
			if (skip-- <= 0) {
				ids[index++] = id;
			}
		}
		return ids;
	}

	/**
	 * Take in what the newest members look like.
	 * @param shapes their shapes
	 */
	void examined(List<ThreadShape> shapes) {
		this.examinedAt = Math.max(this.examinedAt, count());
		this.ownersAtFirst = (this.ownersAtFirst < 0) ? ownersByName() : this.ownersAtFirst;
		if (shapes.isEmpty()) {
			return;
		}
		int pooled = 0;
		int timers = 0;
		int waiting = 0;
		Set<Integer> waitsAt = new HashSet<>();
		Map<String, Integer> entries = new HashMap<>();
		for (ThreadShape shape : shapes) {
			pooled += (shape.pooled()) ? 1 : 0;
			timers += (shape.timer()) ? 1 : 0;
			if (shape.waitsAt() != 0) {
				waiting++;
				waitsAt.add(shape.waitsAt());
			}
			if (shape.entry() != null) {
				entries.merge(ApplicationFrames.siteOf(shape.entry()), 1, Integer::sum);
			}
		}
		this.pooled = pooled * 2 > shapes.size();
		this.timer = timers * 2 > shapes.size();
		this.queues = waitsAt.size();
		this.queuesAtFirst = (this.queuesAtFirst < 0) ? this.queues : this.queuesAtFirst;
		this.waiting = waiting;
		this.entry = entries.entrySet()
			.stream()
			.max(Map.Entry.comparingByValue())
			.map(Map.Entry::getKey)
			.orElse(this.entry);
	}

	/**
	 * Return how many owners have come. Some pools that grow to their maxima at the same
	 * time are none; of pools that pile up, the newest threads wait at ever more queues.
	 * @return the number of pools, timers, clients or plain threads
	 */
	private int newOwners() {
		KnownThreads.Owner owner = (this.known != null) ? this.known.owner()
				: (this.pooled) ? KnownThreads.Owner.QUEUE : KnownThreads.Owner.EACH;
		if (owner == KnownThreads.Owner.EACH) {
			return count();
		}
		int owners = ownersByName() - Math.max(0, this.ownersAtFirst);
		boolean small = owner == KnownThreads.Owner.QUEUE && THREADS_OF_A_POOL * this.queues >= this.waiting;
		return small ? Math.max(owners, this.queues - this.queuesAtFirst) : owners;
	}

	/** Of all members, because of the newest of a few pools each has one as well. */
	private int ownersByName() {
		Set<String> instances = new HashSet<>();
		Map<String, Integer> sameName = new HashMap<>();
		int most = 1;
		for (Member member : this.members.values()) {
			if (!member.instance.isEmpty()) {
				instances.add(member.instance);
			}
			else if (member.numbered) {
				// each owner counts its threads from one
				most = Math.max(most, sameName.merge(member.name, 1, Integer::sum));
			}
		}
		return Math.max(instances.size(), most);
	}

	/**
	 * Return whether the growth is one of owners rather than of the threads of one pool,
	 * which is the business of the pool and ends at its bound.
	 * @return whether the newest members have several owners
	 */
	boolean hasManyOwners() {
		return this.examinedAt > 0 && newOwners() >= MANY;
	}

	/**
	 * Return what kind of leak it would be. Once it is known it does not change, because
	 * a finding is known by it.
	 * @return the kind, or {@code null} for threads of no special kind
	 */
	@Nullable Kind kind() {
		if (this.kind == null && this.examinedAt > 0) {
			if (this.timer) {
				this.kind = Kind.TIMER_NOT_CANCELLED;
			}
			else if (hasManyOwners() && this.known != null) {
				this.kind = this.known.kind();
			}
			else if (this.pooled && hasManyOwners()) {
				this.kind = Kind.EXECUTOR_NOT_SHUT_DOWN;
			}
		}
		return this.kind;
	}

	/**
	 * Say that a library that the application called started the threads.
	 */
	void startedByLibrary() {
		if (this.kind == null) {
			this.kind = Kind.CLIENT_PER_REQUEST;
		}
	}

	/**
	 * Return what grows, for the report.
	 * @param library the class of the library that started the threads, if known
	 * @return such as {@code KafkaProducer: kafka-producer-network-thread | producer-#}
	 */
	String type(@Nullable String library) {
		if (this.known != null) {
			return this.known.what() + ": " + this.key;
		}
		return (library != null) ? library + ": " + this.key : this.key;
	}

	/**
	 * Return the application frame in which the threads run.
	 * @return the frame or {@code null}
	 */
	@Nullable String entry() {
		return this.entry;
	}

	/**
	 * Return whether the oldest of those who came are all here while new ones keep
	 * coming.
	 * @param scan the number of the scan
	 * @return whether nobody leaves
	 */
	boolean oldestNeverLeave(int scan) {
		return this.arrivals.oldestNeverLeave(this.members.keySet(), scan);
	}

	/**
	 * Return the members that came first, if the family is one whose owners cannot be
	 * told apart, so that it may be one pool.
	 * @return their identifiers
	 */
	long[] elders() {
		return (this.pooled && !hasManyOwners()) ? this.arrivals.oldest(ELDERS) : new long[0];
	}

	/**
	 * Take in whether a member has done anything since it was looked at last.
	 * @param id its identifier
	 * @param idle whether it waits for a task
	 * @param waits how often it has waited so far
	 * @param scan the number of the scan
	 */
	void looked(long id, boolean idle, long waits, int scan) {
		Member member = this.members.get(id);
		if (member == null) {
			return;
		}
		if (idle || member.waits != waits) {
			member.waits = (idle) ? -1 : waits;
			member.stuckSince = scan;
		}
	}

	/**
	 * Return whether a pool grows because its tasks never end: those who came first all
	 * wait within a task, and have not once been awake since they were looked at first.
	 * @param scan the number of the scan
	 * @return whether the tasks are stuck
	 */
	boolean isStuck(int scan) {
		long[] elders = elders();
		for (long id : elders) {
			Member member = this.members.get(id);
			if (member == null || member.waits < 0 || scan - member.stuckSince < STUCK_SCANS) {
				return false;
			}
		}
		return elders.length == ELDERS && oldestNeverLeave(scan);
	}

	/**
	 * Return where the members were started, as far as that is known.
	 * @return the members by site, the site of most of them first
	 */
	List<List<Member>> bySite() {
		Map<String, List<Member>> sites = new HashMap<>();
		for (Member member : this.members.values()) {
			if (member.start != null && member.start.site() != null) {
				sites.computeIfAbsent(member.start.site(), (site) -> new ArrayList<>()).add(member);
			}
		}
		List<List<Member>> sorted = new ArrayList<>(sites.values());
		sorted.sort((one, other) -> Integer.compare(other.size(), one.size()));
		return sorted;
	}

	/** One thread, without a reference to it. */
	static final class Member {

		final long id;

		final String name;

		final boolean numbered;

		final String instance;

		ThreadFamily family;

		int seen;

		/** Whether the name has been read for the second time. */
		boolean settled;

		/**
		 * How often it had waited when it was looked at last, -1 if it was not at work.
		 */
		long waits = -1;

		int stuckSince;

		@Nullable ThreadStart start;

		Member(long id, String name, ThreadFamily family) {
			this.id = id;
			this.name = name;
			this.numbered = name.chars().anyMatch(Character::isDigit);
			this.instance = ThreadNames.instanceOf(name);
			this.family = family;
		}

	}

}

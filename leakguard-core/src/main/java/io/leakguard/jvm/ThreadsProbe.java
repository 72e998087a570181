package io.leakguard.jvm;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

import io.leakguard.jvm.ThreadFamily.Member;
import io.leakguard.process.FlightRecorderUse;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Origin;
import io.leakguard.population.Population.Builder;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Counts platform threads by family: the name with its numbers replaced. Knows who came
 * and who went, and tells pools from timers, clients and plain threads by the stacks of a
 * few threads of each family, read when the family has doubled. Families under suspicion
 * are looked at in every scan, and a flight recording tells where their threads are
 * started. Costs some tens of microseconds for some hundred threads while nothing is
 * suspected. Used by one thread at a time; {@link #close} may come from any.
 */
public final class ThreadsProbe implements Probe, AutoCloseable {

	static final String POPULATION = "jvm.threads";

	/** So many threads are known one by one; more are only counted. */
	private static final int MAX_MEMBERS = 20_000;

	/** Examinations in one scan beside those of suspected families. */
	private static final int MAX_EXAMINATIONS = 4;

	/** A place at which so many living threads were started, and none has ended. */
	private static final int SAME_SITE = 3;

	/** When so many starts of a family are known, more tell nothing new. */
	private static final int ENOUGH_STARTS = 20;

	private static final int MAX_ORIGINS = 5;

	private static final Duration UNCLAIMED = Duration.ofMinutes(1);

	private final LongSupplier limit;

	private final ApplicationFrames frames;

	private final ThreadStarts starts;

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private final LiveThreads live = new LiveThreads();

	private final ThreadNames names = new ThreadNames();

	private final Map<Long, Member> members = new HashMap<>();

	private final Map<String, ThreadFamily> families = new HashMap<>();

	private int scan;

	/**
	 * Create a probe.
	 * @param limit the number of threads at which the process fails, or -1 if unknown
	 * @param frames knows the application's frames
	 * @param recorder whether the flight recorder may be used
	 */
	public ThreadsProbe(LongSupplier limit, ApplicationFrames frames, FlightRecorderUse recorder) {
		this.limit = limit;
		this.frames = frames;
		this.starts = new ThreadStarts(frames, recorder::isAllowed);
	}

	@Override
	public String name() {
		return POPULATION;
	}

	/** A limit that is exceeded is none. */
	private @Nullable Long limit(int live) {
		long limit = this.limit.getAsLong();
		return (limit > live) ? limit : null;
	}

	@Override
	public void count(Census census) {
		List<Thread> live = this.live.list();
		long unknown = update(live);
		Attention attention = census.attention();
		learnStarts(census, attention);
		examine(attention);
		long started = this.threads.getTotalStartedThreadCount();
		Builder builder = census.population(POPULATION, Kind.THREADS_GROW, Unit.THREADS)
			.count(live.size())
			.turnover(started, Math.max(0, started - live.size()))
			.limit(limit(live.size()));
		for (ThreadFamily family : this.families.values()) {
			builder.group(group(family, (family.key().equals(ThreadNames.OTHER)) ? unknown : 0));
			if (attention.isOn(POPULATION, family.key())) {
				List<Origin> origins = origins(family);
				if (!origins.isEmpty()) {
					builder.origins(family.key(), origins);
				}
			}
		}
		this.scan++;
	}

	/** Return how many threads are not known one by one. */
	private long update(List<Thread> live) {
		long unknown = 0;
		for (Thread thread : live) {
			Long id = LiveThreads.idOf(thread);
			Member member = this.members.get(id);
			if (member == null) {
				member = (this.members.size() < MAX_MEMBERS) ? arrive(id, thread.getName()) : null;
			}
			else if (!member.settled) {
				member = settle(member, thread.getName());
			}
			if (member != null) {
				member.seen = this.scan;
			}
			else {
				unknown++;
			}
		}
		for (Iterator<Member> all = this.members.values().iterator(); all.hasNext();) {
			Member member = all.next();
			if (member.seen != this.scan) {
				all.remove();
				end(member);
			}
		}
		if (unknown > 0) {
			this.families.computeIfAbsent(ThreadNames.OTHER, ThreadFamily::new);
		}
		return unknown;
	}

	private Member arrive(Long id, String name) {
		ThreadFamily family = family(name);
		Member member = new Member(id, name, family);
		this.members.put(id, member);
		family.add(member, this.scan);
		return member;
	}

	/**
	 * A thread may get its name just after its start; a worker that is renamed later, for
	 * each task, stays in its family.
	 */
	private Member settle(Member member, String name) {
		member.settled = true;
		if (member.name.equals(name)) {
			return member;
		}
		ThreadFamily family = family(name);
		member.family.leave(member);
		forgetIfEmpty(member.family);
		Member renamed = new Member(member.id, name, family);
		renamed.settled = true;
		renamed.start = member.start;
		this.members.put(member.id, renamed);
		family.add(renamed, this.scan);
		return renamed;
	}

	private ThreadFamily family(String name) {
		String key = this.names.familyOf(name);
		ThreadFamily family = this.families.get(key);
		if (family == null) {
			family = new ThreadFamily(key);
			this.families.put(key, family);
			if (key.endsWith("*")) {
				gather(family);
			}
		}
		return family;
	}

	/** Bring together families whose common prefix has turned out to be one. */
	private void gather(ThreadFamily target) {
		for (Member member : this.members.values()) {
			if (member.family != target && this.names.now(member.family.key()).equals(target.key())) {
				member.family.leave(member);
				member.family = target;
				target.add(member, 0);
			}
		}
		this.families.values().removeIf((family) -> family != target && family.count() == 0);
	}

	private void end(Member member) {
		ThreadFamily family = member.family;
		family.end(member);
		if (member.start != null && member.start.site() != null) {
			family.endedAt(member.start.site());
		}
		forgetIfEmpty(family);
	}

	private void forgetIfEmpty(ThreadFamily family) {
		if (family.count() == 0) {
			this.families.remove(family.key());
			this.names.forget(family.key());
		}
	}

	private void learnStarts(Census census, Attention attention) {
		boolean wanted = false;
		for (ThreadFamily family : this.families.values()) {
			if (attention.isOn(POPULATION, family.key())) {
				int known = 0;
				for (Member member : family.members()) {
					if (member.start == null) {
						member.start = this.starts.take(member.id);
					}
					known += (member.start != null) ? 1 : 0;
				}
				wanted |= known < ENOUGH_STARTS;
			}
		}
		if (wanted) {
			this.starts.start();
		}
		else if (this.starts.isRunning()) {
			this.starts.stop();
		}
		this.starts.forget(census.at().minus(UNCLAIMED));
	}

	private void examine(Attention attention) {
		int examinations = 0;
		for (ThreadFamily family : this.families.values()) {
			boolean suspected = attention.isOn(POPULATION, family.key());
			if (suspected || (family.isExaminationDue() && examinations++ < MAX_EXAMINATIONS)) {
				family.examined(shapes(family.sample()));
			}
			if (suspected) {
				look(family);
			}
		}
	}

	private void look(ThreadFamily family) {
		long[] elders = family.elders();
		if (elders.length == 0) {
			return;
		}
		for (ThreadInfo info : this.threads.getThreadInfo(elders, Integer.MAX_VALUE)) {
			if (info != null) {
				boolean waits = info.getThreadState() == Thread.State.WAITING
						|| info.getThreadState() == Thread.State.BLOCKED;
				boolean idle = !waits || ThreadShape.of(info, this.frames).idle();
				family.looked(info.getThreadId(), idle, info.getWaitedCount() + info.getBlockedCount(), this.scan);
			}
		}
	}

	private List<ThreadShape> shapes(long[] ids) {
		List<ThreadShape> shapes = new ArrayList<>(ids.length);
		for (ThreadInfo info : this.threads.getThreadInfo(ids, Integer.MAX_VALUE)) {
			if (info != null) {
				shapes.add(ThreadShape.of(info, this.frames));
			}
		}
		return shapes;
	}

	private Group group(ThreadFamily family, long unknown) {
		List<List<Member>> sites = family.bySite();
		List<Member> site = (sites.isEmpty()) ? List.of() : sites.get(0);
		ThreadStart start = (site.isEmpty()) ? null : site.get(0).start;
		String library = (start != null) ? start.library() : null;
		boolean manyOwners = family.hasManyOwners();
		if (library != null && manyOwners) {
			family.startedByLibrary();
		}
		Culprit culprit = Culprit.ofType(family.type(library)).at((start != null) ? start.site() : family.entry());
		Group group = Group.of(family.key(), culprit, family.count() + unknown)
			.turnover(family.added() + unknown, family.ended());
		Kind kind = family.kind();
		Set<Sign> signs = EnumSet.noneOf(Sign.class);
		if (manyOwners && family.oldestNeverLeave(this.scan)) {
			signs.add(Sign.OLDEST_NEVER_LEAVE);
		}
		if (family.isStuck(this.scan)) {
			signs.add(Sign.NEVER_STIRS);
		}
		if (manyOwners && start != null && site.size() >= SAME_SITE && !family.hasEndedAt(start.site())) {
			signs.add(Sign.SAME_CREATION_SITE);
		}
		group = group.signs(signs);
		return (kind != null) ? group.kind(kind) : group;
	}

	private List<Origin> origins(ThreadFamily family) {
		List<Origin> origins = new ArrayList<>();
		for (List<Member> site : family.bySite()) {
			ThreadStart start = site.get(0).start;
			if (start != null && origins.size() < MAX_ORIGINS) {
				origins.add(new Origin(family.type(start.library()), start.site(), start.stack(), start.starter(),
						start.at(), null, site.size()));
			}
		}
		return origins;
	}

	@Override
	public void close() {
		this.starts.close();
	}

}

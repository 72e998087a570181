package io.leakguard.evidence;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.finding.Finding;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Kind.Family;
import org.jspecify.annotations.Nullable;

/**
 * Groups threads, virtual ones too where the JVM can tell them, by identical stack. A
 * group is a pile when most of its threads wait; then it says for what, and who should
 * wake them. Costs one thread dump of bounded depth, and another of the virtual threads.
 */
public final class ThreadPileCollector implements EvidenceCollector {

	private static final int DEPTH = 32;

	private static final int MAX_PILES = 50;

	private static final int MIN_PILE = 3;

	/** Stacks that are told apart; a million virtual threads stand at few places. */
	private static final int MAX_STACKS = 10_000;

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	private final Clock clock;

	private final VirtualStacks virtualStacks;

	/**
	 * Create a collector.
	 * @param clock the clock
	 * @param virtualStacks reads the stacks of virtual threads
	 */
	public ThreadPileCollector(Clock clock, VirtualStacks virtualStacks) {
		this.clock = clock;
		this.virtualStacks = virtualStacks;
	}

	@Override
	public String name() {
		return "thread-pile";
	}

	@Override
	public boolean isWantedFor(Finding finding) {
		return switch (finding.kind()) {
			// a thread holds it
			case CLASS_LOADER_RETAINED, THREAD_LOCAL_NOT_REMOVED, HELD_TOO_LONG, POOL_EXHAUSTED -> true;
			default -> finding.kind().family() == Family.THREADS;
		};
	}

	@Override
	public List<Artifact> collect(Finding finding) throws Exception {
		Map<List<StackTraceElement>, Pile> piles = new LinkedHashMap<>();
		int threads = 0;
		for (ThreadInfo info : ManagementFactory.getThreadMXBean().dumpAllThreads(false, false, DEPTH)) {
			if (info != null && !info.getThreadName().startsWith("leakguard-")) {
				threads++;
				piles.computeIfAbsent(List.of(info.getStackTrace()), Pile::new).add(info);
			}
		}
		int[] virtual = new int[1];
		this.virtualStacks.forEach((stack) -> {
			virtual[0]++;
			List<StackTraceElement> known = List.copyOf(stack.subList(0, Math.min(DEPTH, stack.size())));
			if (piles.size() < MAX_STACKS || piles.containsKey(known)) {
				piles.computeIfAbsent(known, Pile::new).addVirtual();
			}
		});
		List<Pile> largest = new ArrayList<>(piles.values());
		largest.sort(Comparator.comparingInt((Pile pile) -> -pile.count));
		JsonText json = new JsonText().object()
			.field("threads", threads)
			.field("virtualThreads", virtual[0])
			.key("creators")
			.array();
		creators(finding).forEach((site, count) -> json.object().field("site", site).field("count", count).endObject());
		json.endArray().endKey().key("piles").array();
		largest.stream().limit(MAX_PILES).forEach((pile) -> pile.write(json));
		json.endArray().endKey().endObject();
		return List.of(new Artifact(name(), "application/json", json.toString().getBytes(StandardCharsets.UTF_8),
				this.clock.instant()));
	}

	/** Where the threads of the finding were started, as far as known. */
	private static Map<String, Long> creators(Finding finding) {
		Map<String, Long> creators = new LinkedHashMap<>();
		if (finding.kind().family() == Family.THREADS) {
			finding.origins()
				.stream()
				.filter((origin) -> origin.site() != null)
				.forEach((origin) -> creators.merge(origin.site(), origin.count(), Long::sum));
			if (creators.isEmpty() && finding.culprit().site() != null) {
				creators.put(finding.culprit().site(), finding.count());
			}
		}
		return creators;
	}

	private static String frame(StackTraceElement element) {
		return element.getClassName() + "." + element.getMethodName() + "(" + element.getFileName() + ":"
				+ element.getLineNumber() + ")";
	}

	/** Threads with one stack. */
	private static final class Pile {

		private final List<StackTraceElement> stack;

		private final @Nullable Waiting waits;

		private final Map<String, Integer> families = new LinkedHashMap<>();

		private int count;

		private int waiting;

		private @Nullable String lock;

		Pile(List<StackTraceElement> stack) {
			this.stack = stack;
			this.waits = Waiting.of(stack);
		}

		/** The dump tells no state; one that stands in a known place waits there. */
		void addVirtual() {
			this.count++;
			this.waiting += (this.waits != null) ? 1 : 0;
			this.families.merge("(virtual)", 1, Integer::sum);
		}

		void add(ThreadInfo info) {
			this.count++;
			this.families.merge(info.getThreadName().replaceAll("\\d+", "#"), 1, Integer::sum);
			if (info.getThreadState() == Thread.State.WAITING || info.getThreadState() == Thread.State.TIMED_WAITING
					|| info.getThreadState() == Thread.State.BLOCKED) {
				this.waiting++;
				if (info.getLockInfo() != null) {
					this.lock = info.getLockInfo().getClassName();
				}
			}
		}

		void write(JsonText json) {
			json.object()
				.field("count", this.count)
				.field("waiting", this.waiting)
				.field("pile", this.count >= MIN_PILE && this.waiting * 10 >= this.count * 9)
				.field("waitsFor", (this.waits != null) ? this.waits.resource() : this.lock)
				.field("wokenBy", (this.waits != null && this.waiting > 0) ? this.waits.wokenBy() : null)
				.field("at", FRAMES.siteIn(this.stack.toArray(StackTraceElement[]::new)));
			json.key("families").object();
			this.families.entrySet()
				.stream()
				.limit(10)
				.forEach((entry) -> json.field(entry.getKey(), entry.getValue()));
			json.endObject().endKey();
			json.key("stack").array();
			this.stack.forEach((frame) -> json.value(frame(frame)));
			json.endArray().endKey().endObject();
		}

	}

}

package io.leakguard.evidence;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.finding.Finding;
import io.leakguard.population.Kind.Family;

/**
 * Groups the platform threads by identical stack. A group is a pile when most of all
 * threads stand in it and wait. Costs one thread dump of bounded depth.
 */
public final class ThreadPileCollector implements EvidenceCollector {

	private static final int DEPTH = 32;

	private static final int MAX_PILES = 50;

	private static final int MIN_PILE = 3;

	private final Clock clock;

	/**
	 * Create a collector.
	 * @param clock the clock
	 */
	public ThreadPileCollector(Clock clock) {
		this.clock = clock;
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
	public List<Artifact> collect(Finding finding) {
		Map<List<String>, Pile> piles = new LinkedHashMap<>();
		int threads = 0;
		for (ThreadInfo info : ManagementFactory.getThreadMXBean().dumpAllThreads(false, false, DEPTH)) {
			if (info != null && !info.getThreadName().startsWith("leakguard-")) {
				threads++;
				List<String> stack = Arrays.stream(info.getStackTrace()).map(ThreadPileCollector::frame).toList();
				piles.computeIfAbsent(stack, Pile::new).add(info);
			}
		}
		List<Pile> largest = new ArrayList<>(piles.values());
		largest.sort(Comparator.comparingInt((Pile pile) -> -pile.count));
		JsonText json = new JsonText().object().field("threads", threads).key("creators").array();
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

		private final List<String> stack;

		private final Map<String, Integer> families = new LinkedHashMap<>();

		private int count;

		private int waiting;

		private String waitsFor = "";

		Pile(List<String> stack) {
			this.stack = stack;
		}

		void add(ThreadInfo info) {
			this.count++;
			this.families.merge(info.getThreadName().replaceAll("\\d+", "#"), 1, Integer::sum);
			if (info.getThreadState() == Thread.State.WAITING || info.getThreadState() == Thread.State.TIMED_WAITING
					|| info.getThreadState() == Thread.State.BLOCKED) {
				this.waiting++;
				if (info.getLockInfo() != null) {
					this.waitsFor = info.getLockInfo().getClassName();
				}
			}
		}

		void write(JsonText json) {
			json.object()
				.field("count", this.count)
				.field("waiting", this.waiting)
				.field("pile", this.count >= MIN_PILE && this.waiting * 10 >= this.count * 9)
				.field("waitsFor", this.waitsFor.isEmpty() ? null : this.waitsFor);
			json.key("families").object();
			this.families.entrySet()
				.stream()
				.limit(10)
				.forEach((entry) -> json.field(entry.getKey(), entry.getValue()));
			json.endObject().endKey();
			json.key("stack").array();
			this.stack.forEach(json::value);
			json.endArray().endKey().endObject();
		}

	}

}

package io.leakguard.jvm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.leakguard.population.ApplicationFrames;

/**
 * A heap of which only the histogram is known, and a probe of it.
 */
abstract class AbstractClassHistogramTests {

	static final String POPULATION = "jvm.heap.classes";

	static final String LIVE = "jvm.heap.live";

	final Map<String, Long> heap = new LinkedHashMap<>();

	final List<String> asked = new ArrayList<>();

	final AtomicLong cycles = new AtomicLong();

	final AtomicLong used = new AtomicLong(50L << 20);

	int threads = 20;

	String hierarchy = "";

	List<String> arguments = List.of();

	final ClassHistogramProbe probe = probe(this::run);

	final MinuteScans scans = new MinuteScans(this.probe);

	String run(String operation, String... arguments) {
		this.asked.add(operation);
		this.arguments = List.of(arguments);
		if (operation.equals("vmClassHierarchy")) {
			return this.hierarchy;
		}
		StringBuilder text = new StringBuilder(" num     #instances         #bytes  class name (module)\n");
		this.heap.forEach((name, count) -> text.append("   1:  %d  %d  %s\n".formatted(count, count * 24, name)));
		return text.append("Total 1 1\n").toString();
	}

	ClassHistogramProbe probe(DiagnosticCommand command) {
		return probe(HistogramSettings.defaults(Duration.ofSeconds(15)), command);
	}

	ClassHistogramProbe probe(HistogramSettings settings, DiagnosticCommand command) {
		return probe(settings, command, LiveAllocationSites.none());
	}

	ClassHistogramProbe probe(HistogramSettings settings, DiagnosticCommand command, LiveAllocationSites sites) {
		return new ClassHistogramProbe(command, settings, new ApplicationFrames(), sites, Constructions.none(),
				new ClassHistogramProbe.Environment(this.cycles::get, this.used::get, () -> this.threads),
				new OwnClasses());
	}

	void grow(int times, int step, String... names) {
		for (int i = 1; i <= times; i++) {
			for (String name : names) {
				put(name, i * step);
			}
			cycle();
		}
	}

	void put(String name, long count) {
		this.heap.put(name, count);
	}

	void cycle() {
		this.cycles.incrementAndGet();
		this.scans.scan();
	}

}

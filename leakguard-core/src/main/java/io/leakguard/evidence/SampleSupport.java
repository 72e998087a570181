package io.leakguard.evidence;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * How well the flight recorder samples old objects with the garbage collector of this
 * JVM. Measured on Java 17 and 25 with the leak of a lambda in a static map.
 */
enum SampleSupport {

	/** Samples and chains. */
	GOOD,

	/** Few samples, so a small leak may have none. */
	FEW,

	/** No samples at all. */
	NONE;

	/** Return the collector of this JVM as people call it. */
	static String collector() {
		return collector(
				ManagementFactory.getGarbageCollectorMXBeans().stream().map(GarbageCollectorMXBean::getName).toList());
	}

	static String collector(List<String> beans) {
		for (String bean : beans) {
			if (bean.startsWith("G1 ")) {
				return "G1";
			}
			if (bean.startsWith("ZGC ")) {
				return "ZGC";
			}
			if (bean.startsWith("Shenandoah ")) {
				return "Shenandoah";
			}
			if (bean.startsWith("PS ")) {
				return "Parallel";
			}
			if (bean.equals("Copy") || bean.equals("MarkSweepCompact")) {
				return "Serial";
			}
			if (bean.startsWith("Epsilon ")) {
				return "Epsilon";
			}
		}
		return "unknown";
	}

	static SampleSupport of(String collector, int version) {
		return switch (collector) {
			// 17 has samples; between the two nobody has measured, and trying does no
			// harm
			case "Shenandoah" -> (version >= 25) ? NONE : FEW;
			case "Epsilon" -> NONE;
			case "ZGC" -> FEW;
			default -> GOOD;
		};
	}

}

package io.leakguard.autoconfigure.probe.harvest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.tracking.Recurrence;
import io.netty.buffer.AbstractByteBuf;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.LeakListener;
import org.jspecify.annotations.Nullable;

/**
 * Counts buffers that were collected without having been released, as Netty's leak
 * detector reports them. Netty samples one buffer in 128 and reports equal records once:
 * the count is a lower bound, and a report is told for a day, since no other may follow.
 * The listener is set at the first scan, not before, because that loads Netty's buffers.
 */
final class NettyLeaksProbe implements Probe, AutoCloseable {

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	static final String POPULATION = "netty.leaks";

	private static final Pattern FRAME = Pattern.compile("\\s*([\\w.$]+)\\.([\\w$<>]+)\\(([^)]*)\\)");

	private final Harvest harvest = new Harvest(Recurrence.LONGEST);

	private @Nullable ResourceLeakDetector<?> detector;

	private @Nullable LeakListener before;

	private @Nullable LeakListener mine;

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public synchronized void count(Census census) {
		if (this.detector == null) {
			this.detector = listenTo(
					(ResourceLeakDetector<?>) PrivateField.of(AbstractByteBuf.class, "leakDetector").get(null));
		}
		this.harvest.count(census, POPULATION, Kind.NOT_CLOSED,
				"buffers were collected without having been released, Netty reports");
	}

	@Override
	public synchronized void close() {
		PrivateField listener = PrivateField.find(ResourceLeakDetector.class, "leakListener");
		if (this.detector != null && listener != null && listener.get(this.detector) == this.mine) {
			this.detector.setLeakListener(this.before);
		}
		this.harvest.clear();
	}

	private ResourceLeakDetector<?> listenTo(@Nullable ResourceLeakDetector<?> found) {
		if (found == null) {
			throw new UnavailableException("Netty has no leak detector");
		}
		PrivateField listener = PrivateField.find(ResourceLeakDetector.class, "leakListener");
		this.before = (listener != null) ? (LeakListener) listener.get(found) : null;
		LeakListener next = this.before;
		this.mine = (resourceType, records) -> {
			this.harvest.add(Culprit.ofType("io.netty.buffer." + resourceType).at(siteOf(records)));
			if (next != null) {
				next.onLeak(resourceType, records);
			}
		};
		found.setLeakListener(this.mine);
		return found;
	}

	/** The last record is the place that made the buffer. */
	private static @Nullable String siteOf(String records) {
		String site = null;
		for (String line : records.substring(Math.max(0, records.lastIndexOf("Created at:"))).split("\n")) {
			Matcher matcher = FRAME.matcher(line);
			if (site == null && matcher.matches() && FRAMES.isApplication(matcher.group(1))) {
				site = line.trim();
			}
		}
		return site;
	}

}

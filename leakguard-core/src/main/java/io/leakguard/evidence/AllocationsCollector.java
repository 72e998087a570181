package io.leakguard.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.leakguard.finding.Finding;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Origin;
import io.leakguard.process.FlightRecorderUse;
import io.leakguard.process.FreeMemory;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Samples for some seconds what is allocated and where, through the flight recorder, in a
 * recording of its own. On request only. The bytes are estimated from samples; most of
 * them are garbage soon, so this tells of churn and not of what stays. Costs up to 150
 * stacks a second and the memory of the flight recorder, and stops nothing.
 */
public final class AllocationsCollector implements EvidenceCollector {

	private static final String EVENT = "jdk.ObjectAllocationSample";

	private static final Duration USUAL = Duration.ofSeconds(10);

	private static final Duration LONGEST = Duration.ofMinutes(1);

	private static final int MAX_STACKS = 200;

	private final EvidenceBudget budget;

	private final FlightRecorderUse recorder;

	private final Clock clock;

	private final LongSupplier freeMemory;

	private final @Nullable OriginsPicture picture;

	private final ApplicationFrames frames = new ApplicationFrames();

	/**
	 * Create a collector.
	 * @param budget what it may cost
	 * @param clock the clock
	 * @param picture draws the stacks, or {@code null} for data only
	 * @param recorder whether the flight recorder may be used
	 */
	public AllocationsCollector(EvidenceBudget budget, Clock clock, @Nullable OriginsPicture picture,
			FlightRecorderUse recorder) {
		this(budget, clock, picture, recorder, new FreeMemory()::bytes);
	}

	AllocationsCollector(EvidenceBudget budget, Clock clock, @Nullable OriginsPicture picture,
			FlightRecorderUse recorder, LongSupplier freeMemory) {
		this.recorder = recorder;
		this.budget = budget;
		this.clock = clock;
		this.picture = picture;
		this.freeMemory = freeMemory;
	}

	@Override
	public String name() {
		return "allocations";
	}

	@Override
	public boolean isWantedFor(Finding finding) {
		return false;
	}

	@Override
	public List<Artifact> collect(Finding finding) throws Exception {
		return collect(finding, null, (progress) -> {
		});
	}

	@Override
	public Duration longestDuration() {
		return LONGEST;
	}

	@Override
	public List<Artifact> collect(Finding finding, @Nullable Duration duration, Consumer<String> progress)
			throws Exception {
		long free = this.freeMemory.getAsLong();
		if (free >= 0 && free < this.budget.leastFreeMemory()) {
			throw new RefusedException(
					"only %d MB of memory are free, and at least %d MB are wanted (leakguard.evidence.least-free-memory)"
						.formatted(free >> 20, this.budget.leastFreeMemory() >> 20));
		}
		if (!this.recorder.isPrepared()) {
			throw new RefusedException(this.recorder.whyNotPrepared());
		}
		Duration wanted = (duration != null) ? duration : USUAL;
		Duration seconds = (wanted.compareTo(LONGEST) > 0) ? LONGEST : wanted;
		Path file = Files.createTempFile("leakguard", ".jfr");
		try {
			record(file, seconds, progress);
			return write(read(file), seconds);
		}
		catch (LinkageError ex) {
			throw new RefusedException("this JVM has no flight recorder (module jdk.jfr)");
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	private static void record(Path file, Duration duration, Consumer<String> progress)
			throws IOException, InterruptedException {
		try (Recording recording = new Recording()) {
			recording.setName("leakguard-allocations");
			recording.enable(EVENT).withStackTrace().with("throttle", "150/s");
			recording.setMaxSize(16 << 20);
			recording.start();
			long left = duration.toMillis();
			while (left > 0) {
				progress.accept("%d s to go".formatted((left + 999) / 1000));
				Thread.sleep(Math.min(1000, left));
				left -= 1000;
			}
			recording.stop();
			recording.dump(file);
		}
	}

	private List<Origin> read(Path file) throws IOException {
		Map<List<String>, Origin> stacks = new LinkedHashMap<>();
		try (RecordingFile recording = new RecordingFile(file)) {
			while (recording.hasMoreEvents()) {
				RecordedEvent event = recording.readEvent();
				if (event.getEventType().getName().equals(EVENT)) {
					Origin origin = origin(event);
					List<String> key = new ArrayList<>(origin.stack());
					key.add(String.valueOf(origin.type()));
					stacks.merge(key, origin, (one, other) -> new Origin(one.type(), one.site(), one.stack(),
							one.thread(), one.at(), null, one.count() + other.count()));
				}
			}
		}
		return stacks.values()
			.stream()
			.filter((origin) -> origin.thread() == null || !origin.thread().startsWith("leakguard-"))
			.sorted(Comparator.comparingLong(Origin::count).reversed())
			.toList();
	}

	private Origin origin(RecordedEvent event) {
		RecordedClass type = event.getValue("objectClass");
		List<String> stack = ObjectSampler.stack(event.getStackTrace());
		String thread = (event.getThread() != null) ? event.getThread().getJavaName() : null;
		return new Origin((type != null) ? ObjectSampler.readable(type.getName()) : null, this.frames.firstOf(stack),
				stack, thread, event.getStartTime(), null, event.getLong("weight"));
	}

	private List<Artifact> write(List<Origin> stacks, Duration duration) throws IOException {
		if (stacks.isEmpty()) {
			return List.of();
		}
		Instant now = this.clock.instant();
		JsonText json = new JsonText().object()
			.field("seconds", duration.toSeconds())
			.field("bytes", stacks.stream().mapToLong(Origin::count).sum())
			.field("note", "estimated from samples; most of it may be garbage already");
		json.key("stacks").array();
		for (Origin origin : stacks.subList(0, Math.min(MAX_STACKS, stacks.size()))) {
			json.object()
				.field("bytes", origin.count())
				.field("type", origin.type())
				.field("site", origin.site())
				.key("frames")
				.array();
			origin.stack().forEach(json::value);
			json.endArray().endKey().endObject();
		}
		String text = json.endArray().endKey().endObject().toString();
		List<Artifact> artifacts = new ArrayList<>();
		artifacts.add(new Artifact(name(), "application/json", text.getBytes(StandardCharsets.UTF_8), now));
		List<Origin> drawn = stacks.stream().filter((origin) -> !origin.stack().isEmpty()).toList();
		if (this.picture != null && !drawn.isEmpty()) {
			String title = "Allocated bytes within %d s".formatted(duration.toSeconds());
			artifacts.add(new Artifact(name() + ".html", "text/html", this.picture.draw(title, drawn), now));
		}
		return artifacts;
	}

}

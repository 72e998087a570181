package io.leakguard.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.leakguard.evidence.ReferenceSample.Link;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Samples live objects through the flight recorder, in a recording of its own beside
 * whatever else is recorded. Sampling itself costs next to nothing; the search for paths
 * stops the process for at most the cutoff, and is done only when asked. Not thread-safe.
 * <p>
 * The recorder samples allocations from the moment it is started, and tells only of
 * samples that have survived a collection.
 */
final class ObjectSampler implements AutoCloseable {

	private static final String EVENT = "jdk.OldObjectSample";

	/** Longer paths say no more and make pictures that nobody reads. */
	private static final int MAX_PATH = 60;

	private static final int MAX_STACK = 32;

	private final ApplicationFrames frames = new ApplicationFrames();

	private @Nullable Recording background;

	/** Start sampling, if it is not on. */
	void start() {
		if (this.background == null) {
			Recording recording = new Recording();
			recording.setName("leakguard-samples");
			recording.enable(EVENT).withStackTrace().with("cutoff", "0 ns");
			recording.setMaxSize(8 << 20);
			recording.start();
			this.background = recording;
		}
	}

	boolean isStarted() {
		return this.background != null;
	}

	/**
	 * Return how long other recordings that run let the search take. The longest setting
	 * of all counts, so theirs would be ours.
	 * @return the time, if any has the event enabled; very long for no limit
	 */
	Optional<Duration> longestForeignCutoff() {
		return FlightRecorder.getFlightRecorder()
			.getRecordings()
			.stream()
			.filter((recording) -> recording != this.background && recording.getState() == RecordingState.RUNNING)
			.map(Recording::getSettings)
			.filter((settings) -> Boolean.parseBoolean(settings.get(EVENT + "#enabled")))
			.map((settings) -> durationOf(settings.getOrDefault(EVENT + "#cutoff", "0 ns")))
			.max(Comparator.naturalOrder());
	}

	/** Settings are such as {@code 0 ns}, {@code 500 ms} and {@code infinity}. */
	static Duration durationOf(String setting) {
		String[] words = setting.strip().split(" ");
		try {
			long number = Long.parseLong(words[0]);
			return switch ((words.length > 1) ? words[1] : "") {
				case "ns" -> Duration.ofNanos(number);
				case "us" -> Duration.ofNanos(number * 1000);
				case "ms" -> Duration.ofMillis(number);
				case "s" -> Duration.ofSeconds(number);
				case "m" -> Duration.ofMinutes(number);
				case "h" -> Duration.ofHours(number);
				case "d" -> Duration.ofDays(number);
				default -> Duration.ofDays(36500);
			};
		}
		catch (NumberFormatException ex) {
			return Duration.ofDays(36500);
		}
	}

	/**
	 * Take the samples, with the paths that hold them.
	 * @param cutoff how long the search may stop the process, positive
	 * @return the samples, possibly none
	 * @throws IOException if the recording cannot be written or read
	 */
	List<ReferenceSample> take(Duration cutoff) throws IOException {
		if (cutoff.isNegative() || cutoff.isZero()) {
			throw new IllegalArgumentException("'cutoff' must be positive, not " + cutoff);
		}
		Path file = Files.createTempFile("leakguard", ".jfr");
		try {
			try (Recording recording = new Recording()) {
				recording.enable(EVENT).withStackTrace().with("cutoff", cutoff.toMillis() + " ms");
				recording.start();
				recording.stop();
				recording.dump(file);
			}
			return read(file);
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	private List<ReferenceSample> read(Path file) throws IOException {
		List<ReferenceSample> samples = new ArrayList<>();
		try (RecordingFile recording = new RecordingFile(file)) {
			while (recording.hasMoreEvents()) {
				RecordedEvent event = recording.readEvent();
				if (event.getEventType().getName().equals(EVENT)) {
					ReferenceSample sample = sample(event);
					if (sample != null) {
						samples.add(sample);
					}
				}
			}
		}
		return samples;
	}

	private @Nullable ReferenceSample sample(RecordedEvent event) {
		RecordedObject object = event.getValue("object");
		if (object == null) {
			return null;
		}
		RecordedObject root = event.getValue("root");
		List<Link> path = path(object);
		long bytes = event.hasField("objectSize") ? event.getLong("objectSize") : arrayBytes(event, typeOf(object));
		List<String> stack = stack(event.getStackTrace());
		return new ReferenceSample(typeOf(object), event.getDuration("objectAge"), bytes, this.frames.firstOf(stack),
				stack, rootText(root, path), path);
	}

	private static long arrayBytes(RecordedEvent event, String type) {
		int elements = event.getInt("arrayElements");
		if (elements <= 0) {
			return 0;
		}
		return switch (type) {
			case "byte[]", "boolean[]" -> elements;
			case "char[]", "short[]" -> 2L * elements;
			case "long[]", "double[]" -> 8L * elements;
			default -> 4L * elements;
		};
	}

	private static List<Link> path(RecordedObject object) {
		List<Link> links = new ArrayList<>();
		RecordedObject target = object;
		while (target != null && links.size() < MAX_PATH) {
			RecordedObject referrer = target.getValue("referrer");
			if (referrer == null) {
				break;
			}
			RecordedObject owner = referrer.getValue("object");
			if (owner == null) {
				break;
			}
			links.add(link(referrer, owner, target));
			target = owner;
		}
		Collections.reverse(links);
		int last = lastStatic(links);
		return (last > 0) ? List.copyOf(links.subList(last, links.size())) : List.copyOf(links);
	}

	/** What holds the class that has a static field is of no interest. */
	private static int lastStatic(List<Link> links) {
		for (int i = links.size() - 1; i >= 0; i--) {
			if (links.get(i).isStatic()) {
				return i;
			}
		}
		return -1;
	}

	private static Link link(RecordedObject referrer, RecordedObject owner, RecordedObject target) {
		RecordedObject field = referrer.getValue("field");
		String ownerType = typeOf(owner);
		String label = "[]";
		boolean isStatic = false;
		RecordedObject array = referrer.getValue("array");
		int index = (array != null) ? array.getInt("index") : -1;
		int size = (array != null) ? array.getInt("size") : -1;
		if (field != null) {
			label = String.valueOf(field.getString("name"));
			isStatic = (field.getShort("modifiers") & java.lang.reflect.Modifier.STATIC) != 0;
		}
		if (isStatic && ownerType.equals("java.lang.Class")) {
			ownerType = classOf(owner, ownerType);
		}
		return new Link(ownerType, label, isStatic, typeOf(target), index, size);
	}

	/** A class object says in its description which class it is. */
	private static String classOf(RecordedObject owner, String otherwise) {
		String description = owner.getString("description");
		String prefix = "Class Name: ";
		if (description == null || !description.startsWith(prefix)) {
			return otherwise;
		}
		return Culprit.stableName(description.substring(prefix.length()).replace('/', '.'));
	}

	private static String typeOf(RecordedObject object) {
		RecordedClass type = object.getValue("type");
		return (type != null) ? readable(type.getName()) : "?";
	}

	/** Turn {@code [B} and {@code [Ljava.lang.String;} into what people write. */
	static String readable(String name) {
		int dimensions = 0;
		while (dimensions < name.length() && name.charAt(dimensions) == '[') {
			dimensions++;
		}
		if (dimensions == 0) {
			return Culprit.stableName(name);
		}
		String element = name.substring(dimensions);
		String type = switch (element.charAt(0)) {
			case 'B' -> "byte";
			case 'C' -> "char";
			case 'D' -> "double";
			case 'F' -> "float";
			case 'I' -> "int";
			case 'J' -> "long";
			case 'S' -> "short";
			case 'Z' -> "boolean";
			default -> element.substring(1, element.endsWith(";") ? element.length() - 1 : element.length());
		};
		return type.replace('/', '.') + "[]".repeat(dimensions);
	}

	private static String rootText(@Nullable RecordedObject root, List<Link> path) {
		if (!path.isEmpty() && path.get(0).isStatic()) {
			return "static field";
		}
		if (root == null) {
			return "not reached within the cutoff";
		}
		String description = root.getString("description");
		String type = String.valueOf(root.getString("type")).toLowerCase(java.util.Locale.ROOT);
		String system = String.valueOf(root.getString("system")).toLowerCase(java.util.Locale.ROOT);
		return (description != null && !description.isEmpty()) ? description + ": " + type : system + ": " + type;
	}

	static List<String> stack(@Nullable RecordedStackTrace trace) {
		List<String> frames = new ArrayList<>();
		if (trace != null) {
			for (RecordedFrame frame : trace.getFrames()) {
				if (frame.isJavaFrame() && frames.size() < MAX_STACK) {
					String type = Culprit.stableName(frame.getMethod().getType().getName());
					String file = type.substring(type.lastIndexOf('.') + 1).replaceAll("\\$.*", "");
					frames.add(type + "." + frame.getMethod().getName() + "(" + file + ".java:" + frame.getLineNumber()
							+ ")");
				}
			}
		}
		return frames;
	}

	@Override
	public void close() {
		if (this.background != null) {
			this.background.close();
			this.background = null;
		}
	}

}

package io.leakguard.autoconfigure.evidence;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.evidence.JsonText;
import io.leakguard.population.Culprit;
import org.netbeans.lib.profiler.heap.FieldValue;
import org.netbeans.lib.profiler.heap.GCRoot;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.HeapFactory;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;
import org.netbeans.lib.profiler.heap.ObjectFieldValue;

/**
 * The program that reads a heap dump, in a process of its own. It writes the totals of
 * the classes and the chains that hold the objects of one class; names only. Tells of its
 * progress on standard output, and ends when its standard input does, because then nobody
 * waits for it any more.
 */
final class DumpAnalysis {

	static final String PROGRESS = "progress: ";

	static final String ERROR = "error: ";

	/** The tag of the record that ends a complete dump. */
	private static final int HEAP_DUMP_END = 0x2c;

	/** Objects whose chain is looked for. */
	private static final int SAMPLES = 20;

	private static final int MAX_CHAIN = 60;

	private static final int MAX_CLASSES = 50;

	private final Heap heap;

	private DumpAnalysis(Heap heap) {
		this.heap = heap;
	}

	/**
	 * Analyse.
	 * @param args the dump, the file for the result and the class that is suspected,
	 * empty if none is
	 */
	public static void main(String[] args) {
		Path dump = Path.of(args[0]);
		watchParent(dump.toAbsolutePath().getParent());
		try {
			tell("checking %d MB".formatted(Files.size(dump) >> 20));
			check(dump.toFile());
			tell("reading");
			DumpAnalysis analysis = new DumpAnalysis(HeapFactory.createHeap(dump.toFile()));
			Files.writeString(Path.of(args[1]), analysis.run(args[2]));
			System.exit(0);
		}
		catch (IOException | RuntimeException ex) {
			System.out.println(ERROR + ex.getClass().getSimpleName() + ": " + ex.getMessage());
			System.exit(2);
		}
	}

	private static void watchParent(Path work) {
		Thread thread = new Thread(() -> {
			try {
				while (System.in.read() >= 0) {
					continue;
				}
			}
			catch (IOException ex) {
				// as good as its end
			}
			// nobody else is there to do it
			File[] left = work.toFile().listFiles();
			for (File file : (left != null) ? left : new File[0]) {
				file.delete();
			}
			work.toFile().delete();
			Runtime.getRuntime().halt(4);
		}, "parent");
		thread.setDaemon(true);
		thread.start();
	}

	private static void tell(String progress) {
		System.out.println(PROGRESS + progress);
	}

	/** A parser takes a dump that ends in the middle for a small one. */
	private static void check(File dump) throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(dump, "r")) {
			int ch = file.read();
			while (ch > 0) {
				ch = file.read();
			}
			long at = file.getFilePointer() + 12;
			int tag = -1;
			byte[] header = new byte[9];
			while (at + header.length <= file.length()) {
				file.seek(at);
				file.readFully(header);
				tag = header[0] & 0xff;
				long length = ((header[5] & 0xffL) << 24) | ((header[6] & 0xff) << 16) | ((header[7] & 0xff) << 8)
						| (header[8] & 0xff);
				at += header.length + length;
			}
			if (at != file.length() || tag != HEAP_DUMP_END) {
				throw new IOException("the dump ends in the middle");
			}
		}
	}

	private String run(String suspect) {
		JsonText json = new JsonText().object();
		tell("counting classes");
		writeClasses(json);
		if (!suspect.isEmpty()) {
			tell("searching what holds " + suspect);
			writeChains(json, suspect);
		}
		return json.endObject().toString();
	}

	private void writeClasses(JsonText json) {
		List<JavaClass> classes = new ArrayList<>(this.heap.getAllClasses());
		// each is computed once, which takes a pass over the dump
		Map<JavaClass, Long> bytes = new HashMap<>();
		classes.forEach((type) -> bytes.put(type, type.getAllInstancesSize()));
		classes.sort(Comparator.comparing(bytes::get, Comparator.reverseOrder()));
		json.field("bytes", bytes.values().stream().mapToLong(Long::longValue).sum());
		json.key("classes").array();
		for (JavaClass type : classes.subList(0, Math.min(MAX_CLASSES, classes.size()))) {
			json.object()
				.field("class", Culprit.stableName(type.getName()))
				.field("instances", type.getInstancesCount())
				.field("bytes", bytes.get(type))
				.endObject();
		}
		json.endArray().endKey();
	}

	private void writeChains(JsonText json, String suspect) {
		List<Instance> samples = samples(suspect);
		Map<List<String>, Integer> chains = new LinkedHashMap<>();
		for (int i = 0; i < samples.size(); i++) {
			chains.merge(chain(samples.get(i)), 1, Integer::sum);
			tell("searching what holds %s, %d of %d".formatted(suspect, i + 1, samples.size()));
		}
		json.field("suspect", suspect).field("samples", samples.size()).key("chains").array();
		chains.entrySet()
			.stream()
			.sorted(Map.Entry.<List<String>, Integer>comparingByValue().reversed())
			.forEach((chain) -> {
				json.object().field("samples", chain.getValue()).key("links").array();
				chain.getKey().forEach(json::value);
				json.endArray().endKey().endObject();
			});
		json.endArray().endKey();
	}

	/** Some objects of all ages, as far as the order in the dump tells. */
	private List<Instance> samples(String suspect) {
		List<Instance> samples = new ArrayList<>();
		for (JavaClass type : this.heap.getAllClasses()) {
			if (samples.size() < SAMPLES && Culprit.stableName(type.getName()).equals(suspect)) {
				List<Instance> instances = type.getInstances();
				int step = Math.max(1, instances.size() / SAMPLES);
				for (int i = 0; i < instances.size() && samples.size() < SAMPLES; i += step) {
					samples.add(instances.get(i));
				}
			}
		}
		return samples;
	}

	/** From the root to the object. */
	private List<String> chain(Instance object) {
		List<String> links = new ArrayList<>();
		Instance target = object;
		links.add(nameOf(target));
		while (links.size() < MAX_CHAIN && !target.isGCRoot()) {
			Instance owner = target.getNearestGCRootPointer();
			if (owner == null || owner.equals(target)) {
				break;
			}
			Link link = link(owner, target);
			links.add(0, link.text());
			if (link.isStatic()) {
				links.add(0, "static field");
				return links;
			}
			target = owner;
		}
		GCRoot root = this.heap.getGCRoot(target);
		links.add(0, (root != null) ? "root: " + root.getKind() : "no root");
		return links;
	}

	private Link link(Instance owner, Instance target) {
		// a class is the object that has its static fields
		JavaClass type = this.heap.getJavaClassByID(owner.getInstanceId());
		List<FieldValue> fields = new ArrayList<>(owner.getFieldValues());
		if (type != null) {
			fields.addAll(type.getStaticFieldValues());
		}
		for (FieldValue field : fields) {
			if (field instanceof ObjectFieldValue value && value.getInstance() != null
					&& value.getInstance().getInstanceId() == target.getInstanceId()) {
				String declaring = Culprit.stableName(field.getField().getDeclaringClass().getName());
				return new Link(declaring + "." + field.getField().getName(), field.getField().isStatic());
			}
		}
		return new Link(nameOf(owner), false);
	}

	private static String nameOf(Instance instance) {
		return Culprit.stableName(instance.getJavaClass().getName());
	}

	/**
	 * One reference.
	 *
	 * @param text the field, or the class of the array
	 * @param isStatic whether it is a static field
	 */
	private record Link(String text, boolean isStatic) {

	}

}

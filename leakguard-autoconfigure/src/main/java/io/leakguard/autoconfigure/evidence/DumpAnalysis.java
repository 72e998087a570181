package io.leakguard.autoconfigure.evidence;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.leakguard.autoconfigure.evidence.DumpGraph.Link;
import io.leakguard.evidence.JsonText;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import org.jspecify.annotations.Nullable;
import org.netbeans.lib.profiler.heap.HeapFactory;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;

/**
 * The program that reads a heap dump, in a process of its own. It writes the totals of
 * the classes, the chains that hold the objects of one class, and what their holder
 * retains; names only. Tells of its progress on standard output, and ends when its
 * standard input does, because then nobody waits for it any more.
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

	/** Below this share a field holds some of the objects, not the growth. */
	private static final double HOLDER_SHARE = 0.8;

	private final DumpGraph graph;

	private final Path work;

	private final String suspect;

	private final ApplicationFrames frames = new ApplicationFrames();

	private final Set<Long> samples = new LinkedHashSet<>();

	private DumpAnalysis(DumpGraph graph, Path work, String suspect) {
		this.graph = graph;
		this.work = work;
		this.suspect = suspect;
	}

	/**
	 * Analyse.
	 * @param args the dump, the file for the result, the size of a reference and the
	 * class that is suspected, empty if none is
	 */
	public static void main(String[] args) {
		Path dump = Path.of(args[0]);
		Path result = Path.of(args[1]);
		Path work = result.toAbsolutePath().getParent();
		watchParent(work);
		try {
			tell("checking %d MB".formatted(Files.size(dump) >> 20));
			check(dump.toFile());
			tell("reading");
			DumpGraph graph = open(dump.toFile(), Integer.parseInt(args[2]));
			new DumpAnalysis(graph, work, args[3]).run(result);
			System.exit(0);
		}
		catch (IOException | RuntimeException ex) {
			System.out.println(ERROR + ex.getClass().getSimpleName() + ": " + ex.getMessage());
			System.exit(2);
		}
	}

	private static DumpGraph open(File dump, int referenceSize) throws IOException {
		try {
			return new DumpGraph(HeapFactory.createFastHeap(dump), referenceSize);
		}
		catch (UnsupportedOperationException ex) {
			// the fast index cannot do with classes that have been unloaded
			tell("reading with the index for unloaded classes");
			return new DumpGraph(HeapFactory.createHeap(dump), referenceSize);
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

	/**
	 * What is known is written down before what takes long, in case it takes too long.
	 */
	private void run(Path result) throws IOException {
		JsonText json = new JsonText().object();
		tell("counting classes");
		Totals totals = count();
		totals.write(json);
		if (!this.suspect.isEmpty()) {
			List<List<Link>> chains = writeChains(json);
			Link holder = holder(chains);
			if (holder != null) {
				save(result, json + "," + lost(holder) + "}");
				writeHolder(json, holder);
			}
		}
		save(result, json.endObject().toString());
	}

	private static String lost(Link holder) {
		return "\"holder\":" + new JsonText().object()
			.field("reference", holder.text())
			.field("note", "what it retains was not found out in time")
			.endObject();
	}

	private static void save(Path result, String text) throws IOException {
		Path file = result.resolveSibling("result.tmp");
		Files.writeString(file, text);
		Files.move(file, result, StandardCopyOption.REPLACE_EXISTING);
	}

	private Totals count() {
		Totals totals = new Totals();
		long step = 1;
		long ofSuspect = 0;
		for (Instance instance : this.graph.instances()) {
			totals.add(instance, this.graph.size(instance));
			if (totals.objects % 5_000_000 == 0) {
				tell("counting classes, %d million objects".formatted(totals.objects / 1_000_000));
			}
			// some objects of all ages, as far as the order in the dump tells
			if (totals.isOf(instance, this.suspect) && ofSuspect++ % step == 0) {
				this.samples.add(instance.getInstanceId());
				if (this.samples.size() >= 2 * SAMPLES) {
					thinOut();
					step *= 2;
				}
			}
		}
		while (this.samples.size() > SAMPLES) {
			thinOut();
		}
		return totals;
	}

	private void thinOut() {
		int[] index = { 0 };
		this.samples.removeIf((id) -> index[0]++ % 2 == 1);
	}

	private List<List<Link>> writeChains(JsonText json) throws IOException {
		List<List<Link>> chains = new ArrayList<>();
		Map<String, Integer> counts = new LinkedHashMap<>();
		Map<String, List<String>> texts = new LinkedHashMap<>();
		Link field = field();
		if (field != null) {
			chains.add(List.of(field));
		}
		if (!this.samples.isEmpty()) {
			Map<Long, String> roots = this.graph.roots();
			tell("searching what holds " + this.suspect);
			try (DumpWalk walk = new DumpWalk(this.graph, this.work.resolve("walk.queue"))) {
				Map<Long, Integer> found = walk.walk(roots.keySet(), this.samples, (instance) -> {
				}, (count) -> tell(
						"searching what holds %s, %d million objects seen".formatted(this.suspect, count / 1_000_000)));
				for (int at : found.values()) {
					List<Long> path = walk.path(at);
					List<Link> links = links(path);
					chains.add(links);
					List<String> text = text(roots, path, links);
					// elements of one array are one chain
					String key = String.join("\n", text).replaceAll("\\[\\d+ of ", "[");
					counts.merge(key, 1, Integer::sum);
					texts.putIfAbsent(key, text);
				}
			}
		}
		json.field("suspect", this.suspect).field("samples", this.samples.size()).key("chains").array();
		counts.entrySet().stream().sorted(Map.Entry.<String, Integer>comparingByValue().reversed()).forEach((chain) -> {
			json.object().field("samples", chain.getValue()).key("links").array();
			texts.getOrDefault(chain.getKey(), List.of()).forEach(json::value);
			json.endArray().endKey().endObject();
		});
		json.endArray().endKey();
		return chains;
	}

	/** The suspect may be a static field, such as {@code com.acme.Router.clients}. */
	private @Nullable Link field() {
		int dot = this.suspect.lastIndexOf('.');
		for (JavaClass type : this.graph.classes()) {
			if (dot > 0 && type.getName().equals(this.suspect.substring(0, dot))
					&& type.getValueOfStaticField(this.suspect.substring(dot + 1)) instanceof Instance value) {
				return new Link(type.getName(), this.suspect.substring(dot + 1), true, value.getInstanceId());
			}
		}
		return null;
	}

	private List<Link> links(List<Long> path) {
		List<Link> links = new ArrayList<>();
		for (int i = Math.max(1, path.size() - MAX_CHAIN); i < path.size(); i++) {
			Link link = this.graph.link(path.get(i - 1), path.get(i));
			if (link.isStatic()) {
				// what holds the class is of no interest
				links.clear();
			}
			links.add(link);
		}
		return links;
	}

	private List<String> text(Map<Long, String> roots, List<Long> path, List<Link> links) {
		List<String> text = new ArrayList<>();
		boolean isStatic = !links.isEmpty() && links.get(0).isStatic();
		text.add(isStatic ? "static field" : "root: " + roots.getOrDefault(path.get(0), "unknown"));
		if (!isStatic) {
			Instance root = this.graph.instance(path.get(0));
			text.add((root != null) ? this.graph.nameOf(root) : "?");
		}
		links.forEach((link) -> text.add(link.text()));
		text.add(this.suspect);
		return text;
	}

	/**
	 * The deepest field through which most samples go, of the application rather than of
	 * a library rather than of the JDK; what lies below an array is what grows.
	 */
	private @Nullable Link holder(List<List<Link>> chains) {
		Map<Long, Integer> shares = new HashMap<>();
		for (List<Link> chain : chains) {
			chain.stream().map(Link::target).distinct().forEach((target) -> shares.merge(target, 1, Integer::sum));
		}
		Link best = null;
		int bestRank = -1;
		for (List<Link> chain : chains) {
			for (Link link : chain) {
				if (link.isElement() || shares.getOrDefault(link.target(), 0) < HOLDER_SHARE * chains.size()) {
					break;
				}
				int rank = this.frames.isApplication(link.owner()) ? 2
						: ApplicationFrames.isPlatform(link.owner()) ? 0 : 1;
				if (rank >= bestRank) {
					best = link;
					bestRank = rank;
				}
			}
			if (best != null) {
				return best;
			}
		}
		return null;
	}

	/** What is reached through the holder and in no other way. */
	private void writeHolder(JsonText json, Link holder) throws IOException {
		String subject = "searching what %s retains".formatted(holder.text());
		tell(subject);
		Totals retained = new Totals();
		try (DumpWalk walk = new DumpWalk(this.graph, this.work.resolve("walk.queue"))) {
			walk.mark(holder.target());
			walk.walk(this.graph.roots().keySet(), Set.of(), (instance) -> {
			}, (count) -> tell("%s, %d million objects seen".formatted(subject, count / 1_000_000)));
			Instance own = this.graph.instance(holder.target());
			if (own != null) {
				retained.add(own, this.graph.size(own));
			}
			List<Long> held = new ArrayList<>();
			this.graph.references(holder.target(), own, held::add);
			walk.walk(held, Set.of(), (instance) -> retained.add(instance, this.graph.size(instance)),
					(count) -> tell("%s, %d million objects seen".formatted(subject, count / 1_000_000)));
		}
		json.key("holder").object().field("reference", holder.text());
		Instance own = this.graph.instance(holder.target());
		json.field("class", (own != null) ? this.graph.nameOf(own) : null)
			.field("retainedObjects", retained.objects)
			.field("retainedBytes", retained.bytes)
			.field("note", "what nothing else reaches; weak references do not count");
		retained.writeClasses(json);
		json.endObject().endKey();
	}

	/** Objects by class. */
	private static final class Totals {

		private final Map<JavaClass, long[]> classes = new HashMap<>();

		private final Map<JavaClass, String> names = new HashMap<>();

		private long objects;

		private long bytes;

		void add(Instance instance, long size) {
			long[] total = this.classes.computeIfAbsent(instance.getJavaClass(), (type) -> new long[2]);
			total[0]++;
			total[1] += size;
			this.objects++;
			this.bytes += size;
		}

		boolean isOf(Instance instance, String name) {
			return !name.isEmpty() && name.equals(
					this.names.computeIfAbsent(instance.getJavaClass(), (type) -> Culprit.stableName(type.getName())));
		}

		void write(JsonText json) {
			json.field("objects", this.objects).field("bytes", this.bytes);
			writeClasses(json);
		}

		void writeClasses(JsonText json) {
			Map<String, long[]> byName = new HashMap<>();
			this.classes.forEach((type, total) -> byName.merge(Culprit.stableName(type.getName()), total,
					(one, other) -> new long[] { one[0] + other[0], one[1] + other[1] }));
			json.key("classes").array();
			byName.entrySet()
				.stream()
				.sorted(Comparator.comparingLong((Map.Entry<String, long[]> entry) -> -entry.getValue()[1]))
				.limit(MAX_CLASSES)
				.forEach((entry) -> json.object()
					.field("class", entry.getKey())
					.field("instances", entry.getValue()[0])
					.field("bytes", entry.getValue()[1])
					.endObject());
			json.endArray().endKey();
		}

	}

}

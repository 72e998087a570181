package io.leakguard.evidence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.leakguard.evidence.ReferenceSample.Link;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.NamePattern;
import org.jspecify.annotations.Nullable;

/**
 * The paths of many samples merged into one tree, from the roots to the growing objects.
 * Elements of one array or collection are one node, because it is the collection that
 * matters. The holder is marked: the deepest field through which at least four in five
 * samples go and which lies above the collection that grows; one of the application
 * rather than of a library, one of a library rather than of the JDK, as long as the rest
 * is how that collection works inside.
 */
final class ReferenceTree {

	/** Below this share a field holds some of the objects, not the growth. */
	private static final double HOLDER_SHARE = 0.8;

	private static final int MAX_SITES = 10;

	/**
	 * How many steps a library's collection takes to its elements, at most: Caffeine's.
	 */
	private static final int MAX_STEPS = 4;

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	private final Node root;

	private final int samples;

	private final @Nullable Node holder;

	private final List<Site> sites;

	private ReferenceTree(Node root, int samples, @Nullable Node holder, List<Site> sites) {
		this.sites = sites;
		this.root = root;
		this.samples = samples;
		this.holder = holder;
	}

	static ReferenceTree of(List<ReferenceSample> samples) {
		Node root = merge(samples);
		Node holder = holder(root);
		if (holder == null) {
			Node shared = holder(merge(fromSharedField(samples)));
			holder = (shared != null) ? root.find(shared.key) : null;
		}
		if (holder != null) {
			root.mark(holder.key);
		}
		return new ReferenceTree(root, root.samples, holder, sites(samples));
	}

	private static Node merge(List<ReferenceSample> samples) {
		Node root = new Node("", "", "", "", null);
		for (ReferenceSample sample : samples) {
			if (sample.path().isEmpty()) {
				continue;
			}
			root.pass(sample);
			// the threads of a pool are one root
			String pattern = NamePattern.of(sample.root());
			Node node = root.child("root:" + pattern, sample.root(), "", "GC root");
			node.text = node.text.equals(sample.root()) ? node.text : pattern;
			node.pass(sample);
			for (Link link : sample.path()) {
				node = node.child(key(link), link.text(), link.target(), link.meaning());
				node.isApplication = isApplication(link.owner());
				node.isPlatform = isPlatform(link.owner());
				node.isField = !link.label().equals("[]");
				node.isCapture = link.meaning().startsWith("captured");
				node.at(link.index(), link.size());
				node.pass(sample);
			}
		}
		return root;
	}

	/**
	 * What is reached from several roots, such as the stacks of some threads, is held by
	 * the same field all the same: the paths from the first field that four in five
	 * samples share.
	 */
	private static List<ReferenceSample> fromSharedField(List<ReferenceSample> samples) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		List<ReferenceSample> held = samples.stream().filter((sample) -> !sample.path().isEmpty()).toList();
		for (ReferenceSample sample : held) {
			sample.path()
				.stream()
				.filter((link) -> !link.label().equals("[]") && !isPlatform(link.owner()))
				.map(ReferenceTree::key)
				.distinct()
				.forEach((key) -> counts.merge(key, 1, Integer::sum));
		}
		counts.values().removeIf((count) -> count < HOLDER_SHARE * held.size());
		List<ReferenceSample> shared = new ArrayList<>();
		for (ReferenceSample sample : held) {
			List<Link> path = sample.path();
			for (int i = 0; i < path.size(); i++) {
				if (counts.containsKey(key(path.get(i)))) {
					shared.add(new ReferenceSample(sample.type(), sample.age(), sample.bytes(), sample.site(),
							sample.stack(), "shared", path.subList(i, path.size())));
					break;
				}
			}
		}
		return shared;
	}

	private static String key(Link link) {
		return link.owner() + "#" + link.label() + ">" + link.target();
	}

	private static boolean isPlatform(String type) {
		return ApplicationFrames.isPlatform(type) || type.indexOf('.') < 0;
	}

	private static List<Site> sites(List<ReferenceSample> samples) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		samples.stream()
			.filter((sample) -> sample.site() != null && !sample.path().isEmpty())
			.forEach((sample) -> counts.merge(sample.site(), 1, Integer::sum));
		return counts.entrySet()
			.stream()
			.map((entry) -> new Site(entry.getKey(), entry.getValue()))
			.sorted(Comparator.comparingInt((Site site) -> -site.samples()))
			.limit(MAX_SITES)
			.toList();
	}

	private static boolean isApplication(String type) {
		return type.indexOf('.') > 0 && FRAMES.isApplication(type);
	}

	private static @Nullable Node holder(Node root) {
		Node application = null;
		Node library = null;
		Node platform = null;
		int steps = 0;
		for (Node node : aboveGrowth(root)) {
			steps++;
			// what a lambda holds is what grows, not what holds
			if (!node.isField || node.isCapture || node.isContainer()) {
				continue;
			}
			if (node.isApplication) {
				application = node;
				library = null;
				steps = 0;
			}
			else if (!node.isPlatform) {
				library = (application == null || steps > MAX_STEPS) ? node : library;
			}
			else if (platform == null || !node.isInside()) {
				platform = node;
			}
		}
		return (library != null) ? library : (application != null) ? application : platform;
	}

	/**
	 * The chain down to the collection that grows: to the array of which the samples are
	 * different elements, or to the first of many links of the same kind.
	 */
	private static List<Node> aboveGrowth(Node root) {
		List<Node> chain = new ArrayList<>();
		for (Node node = root.largestChild(); node != null; node = node.largestChild()) {
			if (node.samples < HOLDER_SHARE * root.samples || node.leastIndex < node.mostIndex) {
				break;
			}
			if (!chain.isEmpty() && chain.get(chain.size() - 1).key.equals(node.key)) {
				chain.remove(chain.size() - 1);
				break;
			}
			chain.add(node);
		}
		return chain;
	}

	boolean isEmpty() {
		return this.samples == 0;
	}

	int samples() {
		return this.samples;
	}

	Node root() {
		return this.root;
	}

	/**
	 * Return the field that holds the growing objects, such as {@code Router.clients}.
	 */
	@Nullable String holder() {
		return (this.holder != null) ? this.holder.text : null;
	}

	/** Return where the objects were made, the most frequent first. */
	List<Site> sites() {
		return this.sites;
	}

	/** Return the chain that most samples share, from the root to the objects. */
	List<Node> mainChain() {
		List<Node> chain = new ArrayList<>();
		for (Node node = this.root.largestChild(); node != null; node = node.largestChild()) {
			chain.add(node);
		}
		return chain;
	}

	/**
	 * Where some of the objects were made.
	 *
	 * @param name the first application frame
	 * @param samples how many samples
	 */
	record Site(String name, int samples) {

	}

	/** One reference that samples share. */
	static final class Node {

		private final String key;

		private String text;

		private final String target;

		private final String meaning;

		private final @Nullable Node parent;

		private final Map<String, Node> children = new LinkedHashMap<>();

		private int samples;

		private Duration oldest = Duration.ZERO;

		private Duration youngest = Duration.ofDays(36500);

		private int leastIndex = Integer.MAX_VALUE;

		private int mostIndex = -1;

		private int size = -1;

		private boolean isApplication;

		private boolean isPlatform;

		private boolean isField;

		private boolean isCapture;

		private boolean isHolder;

		Node(String key, String text, String target, String meaning, @Nullable Node parent) {
			this.key = key;
			this.text = text;
			this.target = target;
			this.meaning = meaning;
			this.parent = parent;
		}

		Node child(String key, String text, String target, String meaning) {
			return this.children.computeIfAbsent(key, (k) -> new Node(key, text, target, meaning, this));
		}

		void pass(ReferenceSample sample) {
			this.samples++;
			this.oldest = (sample.age().compareTo(this.oldest) > 0) ? sample.age() : this.oldest;
			this.youngest = (sample.age().compareTo(this.youngest) < 0) ? sample.age() : this.youngest;
		}

		/** The largest branch first, as it is the one that is shown first. */
		@Nullable Node find(String key) {
			if (this.key.equals(key)) {
				return this;
			}
			return children().stream()
				.map((child) -> child.find(key))
				.filter(Objects::nonNull)
				.findFirst()
				.orElse(null);
		}

		void mark(String key) {
			this.isHolder = this.key.equals(key);
			if (!this.isHolder) {
				this.children.values().forEach((child) -> child.mark(key));
			}
		}

		void at(int index, int size) {
			if (index >= 0) {
				this.leastIndex = Math.min(this.leastIndex, index);
				this.mostIndex = Math.max(this.mostIndex, index);
				this.size = Math.max(this.size, size);
			}
		}

		/** Return the indexes of the elements, such as {@code [3…812 of 1024]}. */
		String indexes() {
			if (this.mostIndex < 0) {
				return "";
			}
			String range = (this.leastIndex == this.mostIndex) ? String.valueOf(this.mostIndex)
					: this.leastIndex + "\u2026" + this.mostIndex;
			return "[%s of %d]".formatted(range, this.size);
		}

		/**
		 * Whether it is a field within a collection rather than one that refers to it.
		 */
		boolean isInside() {
			return this.key.indexOf('$') >= 0
					|| this.key.matches("java\\.util\\.[\\w.]*(Map|List|Set|Queue|Deque|Vector)#.*");
		}

		/** A context or a bean factory holds everything, and so says nothing. */
		boolean isContainer() {
			return this.target.endsWith("Context") || this.target.endsWith("BeanFactory");
		}

		@Nullable Node largestChild() {
			return this.children.values().stream().max(Comparator.comparingInt((node) -> node.samples)).orElse(null);
		}

		String key() {
			return this.key;
		}

		String text() {
			return this.text;
		}

		String target() {
			return this.target;
		}

		String meaning() {
			return this.meaning;
		}

		List<Node> children() {
			return this.children.values()
				.stream()
				.sorted(Comparator.comparingInt((Node node) -> -node.samples))
				.toList();
		}

		int samples() {
			return this.samples;
		}

		Duration oldest() {
			return this.oldest;
		}

		Duration youngest() {
			return this.youngest;
		}

		boolean isHolder() {
			return this.isHolder;
		}

		boolean isCapture() {
			return this.isCapture;
		}

	}

}

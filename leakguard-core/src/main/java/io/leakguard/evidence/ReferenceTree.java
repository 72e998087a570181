package io.leakguard.evidence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.evidence.ReferenceSample.Link;
import io.leakguard.population.ApplicationFrames;
import org.jspecify.annotations.Nullable;

/**
 * The paths of many samples merged into one tree, from the roots to the growing objects.
 * Elements of one array or collection are one node, because it is the collection that
 * matters. The holder is marked: the deepest field of an application class through which
 * at least four in five samples go.
 */
final class ReferenceTree {

	/** Below this share a field holds some of the objects, not the growth. */
	private static final double HOLDER_SHARE = 0.8;

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	private final Node root;

	private final int samples;

	private final @Nullable Node holder;

	private ReferenceTree(Node root, int samples, @Nullable Node holder) {
		this.root = root;
		this.samples = samples;
		this.holder = holder;
	}

	static ReferenceTree of(List<ReferenceSample> samples) {
		Node root = new Node("", "", "", "", null);
		int known = 0;
		for (ReferenceSample sample : samples) {
			if (sample.path().isEmpty()) {
				continue;
			}
			known++;
			root.pass(sample);
			Node node = root.child("root:" + sample.root(), sample.root(), "", "GC root");
			node.pass(sample);
			for (Link link : sample.path()) {
				node = node.child(link.owner() + "#" + link.label() + ">" + link.target(), link.text(), link.target(),
						link.meaning());
				node.isApplication = isApplication(link.owner()) && !link.label().equals("[]");
				node.isCapture = link.meaning().startsWith("captured");
				node.pass(sample);
			}
		}
		return new ReferenceTree(root, known, holder(root, known));
	}

	private static boolean isApplication(String type) {
		return type.indexOf('.') > 0 && FRAMES.isApplication(type);
	}

	private static @Nullable Node holder(Node root, int samples) {
		Node holder = null;
		Node node = root;
		while (node != null) {
			Node next = node.largestChild();
			if (next == null || next.samples < HOLDER_SHARE * samples) {
				break;
			}
			// what a lambda or an object per entry holds is what grows, not what holds
			if (next.isApplication && !next.isCapture && (holder == null || !next.isBelowCollection())) {
				holder = next;
			}
			node = next;
		}
		if (holder != null) {
			holder.isHolder = true;
		}
		return holder;
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

	/** Return the chain that most samples share, from the root to the objects. */
	List<Node> mainChain() {
		List<Node> chain = new ArrayList<>();
		for (Node node = this.root.largestChild(); node != null; node = node.largestChild()) {
			chain.add(node);
		}
		return chain;
	}

	/** One reference that samples share. */
	static final class Node {

		private final String key;

		private final String text;

		private final String target;

		private final String meaning;

		private final @Nullable Node parent;

		private final Map<String, Node> children = new LinkedHashMap<>();

		private int samples;

		private Duration oldest = Duration.ZERO;

		private Duration youngest = Duration.ofDays(36500);

		private boolean isApplication;

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

		@Nullable Node largestChild() {
			return this.children.values().stream().max(Comparator.comparingInt((node) -> node.samples)).orElse(null);
		}

		/**
		 * Whether an array or a collection's inner node lies between this and the root.
		 */
		boolean isBelowCollection() {
			for (Node node = this.parent; node != null; node = node.parent) {
				if (node.meaning.equals("array element")) {
					return true;
				}
			}
			return false;
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

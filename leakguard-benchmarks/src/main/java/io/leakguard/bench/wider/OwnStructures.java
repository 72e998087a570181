package io.leakguard.bench.wider;

import java.util.Arrays;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Arrays, trees and texts of the application's own.
 */
public final class OwnStructures {

	private OwnStructures() {
	}

	/** W-D10: a collection of the application's own making, on an array. */
	public static class OwnArray extends WiderCase {

		private final Ledger ledger = new Ledger();

		/** The case. */
		public OwnArray() {
			super("W-D10", Set.of("COLLECTION_GROWS", "HEAP_GROWS"), "Booking", "Ledger", "ledger");
		}

		@Override
		public void step(long index) {
			if (isMended()) {
				this.ledger.size = 0;
			}
			this.ledger.add(new Booking());
		}

		static class Ledger {

			private @Nullable Booking[] bookings = new Booking[16];

			private int size;

			void add(Booking booking) {
				if (this.size == this.bookings.length) {
					this.bookings = Arrays.copyOf(this.bookings, this.size * 2);
				}
				this.bookings[this.size++] = booking;
			}

		}

		static class Booking {

			final byte[] text = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends OwnArray {

		}

	}

	/** W-D11: a tree of the application's own nodes. */
	public static class OwnTree extends WiderCase {

		private final Index index = new Index();

		/** The case. */
		public OwnTree() {
			super("W-D11", Set.of("COLLECTION_GROWS", "HEAP_GROWS"), "Node", "Index");
		}

		@Override
		public void step(long index) {
			long key = (isMended() ? index % 30 : index) * 0x9E3779B97F4A7C15L;
			this.index.root = Index.insert(this.index.root, key);
		}

		static class Index {

			private @Nullable Node root;

			static Node insert(@Nullable Node node, long key) {
				if (node == null) {
					return new Node(key);
				}
				if (key < node.key) {
					node.left = insert(node.left, key);
				}
				else if (key > node.key) {
					node.right = insert(node.right, key);
				}
				return node;
			}

		}

		static class Node {

			private final long key;

			private final byte[] value = new byte[256];

			private @Nullable Node left;

			private @Nullable Node right;

			Node(long key) {
				this.key = key;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends OwnTree {

		}

	}

	/** W-D12: a journal that is only ever appended to. */
	public static class GrowingText extends WiderCase {

		private final Journal journal = new Journal();

		/** The case. */
		public GrowingText() {
			super("W-D12", Set.of("HEAP_GROWS", "COLLECTION_GROWS"), "ournal");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			if (isMended()) {
				this.journal.text.setLength(0);
			}
			this.journal.text.append("order ").append(index).append(" was taken; ").append("all is well. ".repeat(300));
		}

		static class Journal {

			private final StringBuilder text = new StringBuilder();

		}

		/** The same with the fix. */
		public static final class Mended extends GrowingText {

		}

	}

}

package io.leakguard.autoconfigure.evidence;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;
import org.netbeans.lib.profiler.heap.Instance;

/**
 * Walks through all that is reachable, the nearest first, with one bit of memory for
 * eight bytes of heap and a queue on disk of 12 bytes for each object. The queue knows
 * how each object was reached. For one thread.
 */
final class DumpWalk implements Closeable {

	private static final int RECORD = 12;

	private static final int BUFFER = 4096 * RECORD;

	/** Bits by block, because the addresses of some collectors are far apart. */
	private static final int BLOCK = 16;

	private static final long TELL_EVERY = 1_000_000;

	private final DumpGraph graph;

	private final FileChannel queue;

	private final Map<Long, long[]> seen = new HashMap<>();

	private final ByteBuffer out = ByteBuffer.allocate(BUFFER);

	private final ByteBuffer in = ByteBuffer.allocate(BUFFER).limit(0);

	private long written;

	private long read;

	private long lastBlock = -1;

	private long[] lastBits = new long[0];

	DumpWalk(DumpGraph graph, Path file) throws IOException {
		this.graph = graph;
		Files.deleteIfExists(file);
		this.queue = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
				StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
	}

	/** Do as if an object had been visited. */
	boolean mark(long id) {
		long bit = id >>> 3;
		long block = bit >>> BLOCK;
		if (block != this.lastBlock) {
			this.lastBits = this.seen.computeIfAbsent(block, (number) -> new long[1 << (BLOCK - 6)]);
			this.lastBlock = block;
		}
		int word = (int) (bit & ((1 << BLOCK) - 1)) >>> 6;
		long mask = 1L << (bit & 63);
		boolean fresh = (this.lastBits[word] & mask) == 0;
		this.lastBits[word] |= mask;
		return fresh;
	}

	/**
	 * Walk on.
	 * @param from where to begin, besides what is queued
	 * @param wanted the objects that are looked for; the walk ends when all are found
	 * @param visitor is told of each object that is an instance
	 * @param progress is told how many objects have been seen
	 * @return where in the queue the wanted ones are
	 */
	Map<Long, Integer> walk(Iterable<Long> from, Set<Long> wanted, Consumer<Instance> visitor, LongConsumer progress)
			throws IOException {
		Map<Long, Integer> found = new HashMap<>();
		for (Long id : from) {
			push(id, -1, wanted, found);
		}
		while (this.read < this.written && (wanted.isEmpty() || found.size() < wanted.size())) {
			long id = next();
			int index = (int) this.read++;
			Instance instance = this.graph.instance(id);
			if (instance != null) {
				visitor.accept(instance);
			}
			try {
				this.graph.references(id, instance, (target) -> pushUnchecked(target, index, wanted, found));
			}
			catch (QueueException ex) {
				throw ex.cause();
			}
			if (this.read % TELL_EVERY == 0) {
				progress.accept(this.read);
			}
		}
		return found;
	}

	private void pushUnchecked(long id, int parent, Set<Long> wanted, Map<Long, Integer> found) {
		try {
			push(id, parent, wanted, found);
		}
		catch (IOException ex) {
			throw new QueueException(ex);
		}
	}

	private void push(long id, int parent, Set<Long> wanted, Map<Long, Integer> found) throws IOException {
		if (id == 0 || !mark(id)) {
			return;
		}
		if (!wanted.isEmpty() && wanted.contains(id)) {
			found.put(id, (int) this.written);
		}
		if (!this.out.hasRemaining()) {
			flush();
		}
		this.out.putLong(id).putInt(parent);
		this.written++;
	}

	private void flush() throws IOException {
		this.out.flip();
		long at = this.queue.size();
		while (this.out.hasRemaining()) {
			at += this.queue.write(this.out, at);
		}
		this.out.clear();
	}

	private long next() throws IOException {
		if (!this.in.hasRemaining()) {
			if (this.read * RECORD >= this.queue.size()) {
				flush();
			}
			this.in.clear();
			long at = this.read * RECORD;
			while (this.in.hasRemaining()) {
				int count = this.queue.read(this.in, at + this.in.position());
				if (count < 0) {
					break;
				}
			}
			this.in.flip();
			this.in.limit(this.in.limit() / RECORD * RECORD);
		}
		long id = this.in.getLong();
		this.in.getInt();
		return id;
	}

	/**
	 * Return how an object was reached.
	 * @param index where it is in the queue
	 * @return the objects from the root to it
	 */
	List<Long> path(int index) throws IOException {
		flush();
		List<Long> path = new ArrayList<>();
		ByteBuffer record = ByteBuffer.allocate(RECORD);
		for (int at = index; at >= 0;) {
			record.clear();
			while (record.hasRemaining() && this.queue.read(record, (long) at * RECORD + record.position()) >= 0) {
				continue;
			}
			record.flip();
			path.add(record.getLong());
			at = record.getInt();
		}
		Collections.reverse(path);
		return path;
	}

	@Override
	public void close() throws IOException {
		this.queue.close();
	}

	/** Carries what went wrong with the queue, such as a full disk, out of a callback. */
	private static final class QueueException extends RuntimeException {

		QueueException(@Nullable IOException cause) {
			super(cause);
		}

		IOException cause() {
			return (IOException) getCause();
		}

	}

}

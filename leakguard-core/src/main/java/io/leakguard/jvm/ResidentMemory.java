package io.leakguard.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What the Linux kernel says is resident of this process. The summary costs some tens of
 * microseconds. The memory outside the heap needs a walk over the page tables, about 2.5
 * ms in a process with 400 MB, so whoever asks for it rations it.
 */
final class ResidentMemory {

	private static final Pattern RANGE = Pattern.compile("\\[0x([0-9a-f]+), ?(?:0x[0-9a-f]+, ?)*0x([0-9a-f]+)\\)");

	private final Path proc;

	ResidentMemory(Path proc) {
		this.proc = proc;
	}

	/**
	 * Read the summary.
	 * @return what is resident
	 * @throws IOException if this is not Linux
	 */
	Summary summary() throws IOException {
		String status = Files.readString(this.proc.resolve("status"), StandardCharsets.ISO_8859_1);
		long all = kilobytesAt(status, "VmRSS:");
		long anonymous = kilobytesAt(status, "RssAnon:");
		if (all < 0) {
			throw new IOException("no resident set in " + this.proc);
		}
		return new Summary(all, anonymous);
	}

	/**
	 * Read how much anonymous memory is resident outside the heap. Touching the heap for
	 * the first time does not change it, however much of it is committed.
	 * @param heap where the heap is
	 * @return the bytes
	 * @throws IOException if the kernel does not tell
	 */
	long anonymousOutside(Heap heap) throws IOException {
		byte[] smaps = Files.readAllBytes(this.proc.resolve("smaps"));
		String text = new String(smaps, StandardCharsets.ISO_8859_1);
		long bytes = 0;
		boolean inHeap = false;
		int from = 0;
		while (from < text.length()) {
			int end = text.indexOf('\n', from);
			end = (end >= 0) ? end : text.length();
			char first = text.charAt(from);
			if (first == 'A' && !inHeap && text.startsWith("Anonymous:", from)) {
				bytes += kilobytes(text.substring(from, end), "Anonymous:".length());
			}
			else if (Character.digit(first, 16) >= 0 && text.charAt(end - 1) != 'B') {
				int dash = text.indexOf('-', from);
				if (dash > 0 && dash < end) {
					inHeap = heap.contains(Long.parseUnsignedLong(text, from, dash, 16));
				}
			}
			from = end + 1;
		}
		return bytes;
	}

	private static long kilobytesAt(String text, String name) {
		int at = text.indexOf(name);
		return (at >= 0) ? kilobytes(text, at + name.length()) : -1;
	}

	private static long kilobytes(String line, int from) {
		int i = from;
		while (i < line.length() && line.charAt(i) <= ' ') {
			i++;
		}
		long number = 0;
		while (i < line.length() && Character.isDigit(line.charAt(i))) {
			number = number * 10 + line.charAt(i) - '0';
			i++;
		}
		return number << 10;
	}

	/**
	 * What is resident.
	 *
	 * @param all all bytes
	 * @param anonymous those that no file backs, or -1 if the kernel does not tell
	 */
	record Summary(long all, long anonymous) {

	}

	/**
	 * Where the heap is reserved.
	 *
	 * @param from the first address
	 * @param to the address after the last
	 */
	record Heap(long from, long to) {

		/** ZGC keeps the heap in shared memory, which is not anonymous. */
		private static final Heap NOWHERE = new Heap(0, 0);

		boolean contains(long address) {
			return Long.compareUnsigned(address, this.from) >= 0 && Long.compareUnsigned(address, this.to) < 0;
		}

		/**
		 * Find the heap in what {@code GC.heap_info} prints.
		 * @param info the text
		 * @return the heap or {@code null} if it does not say
		 */
		static @Nullable Heap parse(String info) {
			if (info.contains("ZHeap")) {
				return NOWHERE;
			}
			long from = -1;
			long to = 0;
			Matcher matcher = RANGE.matcher(info);
			while (matcher.find()) {
				long start = Long.parseUnsignedLong(matcher.group(1), 16);
				long end = Long.parseUnsignedLong(matcher.group(2), 16);
				from = (Long.compareUnsigned(start, from) < 0) ? start : from;
				to = (Long.compareUnsigned(end, to) > 0) ? end : to;
			}
			return (to != 0) ? new Heap(from, to) : null;
		}

	}

}

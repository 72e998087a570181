package io.leakguard.jvm;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON thread dump of Java 21 and later: virtual threads, and which executor a
 * thread belongs to. It takes what it knows wherever it stands, because the format
 * differs between versions. Memory does not grow with the dump.
 */
final class ThreadDump {

	/** Frames beyond are left out; the innermost come first. */
	private static final int MAX_FRAMES = 128;

	private static final int MAX_DEPTH = 32;

	private static final String VIRTUAL_THREAD = "java.lang.VirtualThread";

	private final JsonTokens tokens;

	private final Visitor visitor;

	private String container = "";

	private int depth;

	private ThreadDump(Reader json, Visitor visitor) {
		this.tokens = new JsonTokens(json);
		this.visitor = visitor;
	}

	/**
	 * Read a dump.
	 * @param json the dump
	 * @param visitor is told of each container and thread
	 * @throws IOException if reading failed or this is no dump
	 */
	static void read(Reader json, Visitor visitor) throws IOException {
		ThreadDump dump = new ThreadDump(json, visitor);
		if (dump.tokens.next() != '{') {
			throw new IOException("not a JSON thread dump");
		}
		dump.object();
	}

	private void object() throws IOException {
		descend();
		long id = 0;
		boolean virtual = false;
		List<StackTraceElement> stack = new ArrayList<>();
		for (char token = this.tokens.next(); token != '}'; token = this.tokens.next()) {
			if (token == ',') {
				continue;
			}
			if (token != '"') {
				throw new IOException("not a JSON thread dump");
			}
			String key = this.tokens.text();
			this.tokens.next();
			char value = this.tokens.next();
			switch (key) {
				case "container" -> {
					this.container = this.tokens.text();
					this.visitor.container(this.container);
				}
				case "tid" -> id = Long.parseLong(this.tokens.text());
				case "virtual" -> virtual = this.tokens.text().equals("true");
				default -> {
					// only what is nested has more tokens
				}
			}
			if (value == '{') {
				object();
			}
			else if (value == '[') {
				array(key.equals("stack") ? stack : null);
			}
		}
		if (id > 0) {
			boolean known = virtual || isVirtual(stack);
			this.visitor.thread(id, known, this.container, stack);
		}
		this.depth--;
	}

	private void array(@Nullable List<StackTraceElement> frames) throws IOException {
		descend();
		for (char token = this.tokens.next(); token != ']'; token = this.tokens.next()) {
			switch (token) {
				case '{' -> object();
				case '[' -> array(null);
				case '"' -> {
					StackTraceElement frame = (frames != null && frames.size() < MAX_FRAMES) ? frame(this.tokens.text())
							: null;
					if (frame != null && frames != null) {
						frames.add(frame);
					}
				}
				case 0 -> throw new IOException("the thread dump ends too early");
				default -> {
					// a comma or a number
				}
			}
		}
		this.depth--;
	}

	private void descend() throws IOException {
		if (++this.depth > MAX_DEPTH) {
			throw new IOException("not a JSON thread dump");
		}
	}

	/** Before Java 25 only the stack tells. */
	private static boolean isVirtual(List<StackTraceElement> stack) {
		return !stack.isEmpty() && stack.get(stack.size() - 1).getClassName().equals(VIRTUAL_THREAD);
	}

	/**
	 * Read a frame such as {@code java.base/java.lang.Thread.run(Thread.java:1474)}.
	 * @param text the frame
	 * @return the frame, or {@code null} if the text is none
	 */
	static @Nullable StackTraceElement frame(String text) {
		int open = text.indexOf('(');
		int close = text.lastIndexOf(')');
		if (open < 0 || close < open) {
			return null;
		}
		int hidden = text.indexOf("$$Lambda");
		int module = text.lastIndexOf('/', (hidden >= 0) ? hidden : open);
		int dot = text.lastIndexOf('.', open);
		if (dot <= module) {
			return null;
		}
		String source = text.substring(open + 1, close);
		int colon = source.lastIndexOf(':');
		int line = (source.equals("Native Method")) ? -2 : -1;
		if (colon > 0) {
			try {
				line = Integer.parseInt(source.substring(colon + 1));
				source = source.substring(0, colon);
			}
			catch (NumberFormatException ex) {
				// a file name with a colon
			}
		}
		return new StackTraceElement(text.substring(module + 1, dot), text.substring(dot + 1, open), source, line);
	}

	/** Is told what stands in a dump. */
	interface Visitor {

		/**
		 * An executor or another scope of threads begins.
		 * @param name such as {@code java.util.concurrent.ThreadPoolExecutor@7ea987ac}
		 */
		void container(String name);

		/**
		 * One thread.
		 * @param id its identifier
		 * @param virtual whether it is virtual
		 * @param container its executor
		 * @param stack its frames, the innermost first; not to be kept
		 */
		void thread(long id, boolean virtual, String container, List<StackTraceElement> stack);

	}

}

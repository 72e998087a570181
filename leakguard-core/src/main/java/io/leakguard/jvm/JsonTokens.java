package io.leakguard.jvm;

import java.io.IOException;
import java.io.Reader;

/**
 * Reads JSON token by token in constant memory: as much of the format as the JVM's thread
 * dump uses. Strings longer than a limit are cut. Not thread-safe.
 */
final class JsonTokens {

	private static final int MAX_STRING = 2000;

	private final Reader reader;

	private final char[] buffer = new char[16 * 1024];

	private int position;

	private int filled;

	private final StringBuilder text = new StringBuilder();

	JsonTokens(Reader reader) {
		this.reader = reader;
	}

	/**
	 * Return the next token.
	 * @return one of <code>{ } [ ] : ,</code>, {@code "} for a string, {@code v} for any
	 * other value, {@code 0} at the end
	 * @throws IOException if reading failed
	 */
	char next() throws IOException {
		int character = read();
		while (character >= 0 && Character.isWhitespace(character)) {
			character = read();
		}
		this.text.setLength(0);
		if (character < 0) {
			return 0;
		}
		switch (character) {
			case '{', '}', '[', ']', ':', ',' -> {
				return (char) character;
			}
			case '"' -> {
				readString();
				return '"';
			}
			default -> {
				readValue(character);
				return 'v';
			}
		}
	}

	/**
	 * Return the text of the last string or value.
	 * @return the text
	 */
	String text() {
		return this.text.toString();
	}

	private void readString() throws IOException {
		int character = read();
		while (character >= 0 && character != '"') {
			if (character == '\\') {
				character = unescape(read());
			}
			if (this.text.length() < MAX_STRING) {
				this.text.append((char) character);
			}
			character = read();
		}
	}

	private int unescape(int character) throws IOException {
		return switch (character) {
			case 'n' -> '\n';
			case 't' -> '\t';
			case 'r' -> '\r';
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'u' -> Character.digit(read(), 16) << 12 | Character.digit(read(), 16) << 8
					| Character.digit(read(), 16) << 4 | Character.digit(read(), 16);
			default -> character;
		};
	}

	private void readValue(int first) throws IOException {
		int character = first;
		while (character >= 0 && ",]}: \n\r\t".indexOf(character) < 0) {
			this.text.append((char) character);
			character = read();
		}
		if (character >= 0) {
			this.position--;
		}
	}

	private int read() throws IOException {
		if (this.position == this.filled) {
			this.filled = Math.max(0, this.reader.read(this.buffer));
			this.position = 0;
			if (this.filled == 0) {
				return -1;
			}
		}
		return this.buffer[this.position++];
	}

}

package io.leakguard.evidence;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Writes JSON. The core has no third-party dependency, and all it writes is names and
 * numbers.
 */
final class JsonText {

	private final StringBuilder text = new StringBuilder();

	private final Deque<Boolean> empty = new ArrayDeque<>();

	JsonText object() {
		return open('{');
	}

	JsonText endObject() {
		return close('}');
	}

	JsonText array() {
		return open('[');
	}

	JsonText endArray() {
		return close(']');
	}

	JsonText key(String key) {
		separate();
		quote(key);
		this.text.append(':');
		this.empty.push(true);
		return this;
	}

	JsonText value(@Nullable String value) {
		separate();
		if (value == null) {
			this.text.append("null");
		}
		else {
			quote(value);
		}
		return this;
	}

	JsonText value(double value) {
		separate();
		this.text.append((value == Math.rint(value) && Math.abs(value) < 1e15) ? Long.toString((long) value)
				: Double.toString(value));
		return this;
	}

	JsonText value(boolean value) {
		separate();
		this.text.append(value);
		return this;
	}

	JsonText field(String key, @Nullable String value) {
		return (value != null) ? key(key).value(value).endKey() : this;
	}

	JsonText field(String key, double value) {
		return key(key).value(value).endKey();
	}

	JsonText field(String key, boolean value) {
		return key(key).value(value).endKey();
	}

	/** End a key whose value has been written. */
	JsonText endKey() {
		this.empty.pop();
		return this;
	}

	private JsonText open(char bracket) {
		separate();
		this.text.append(bracket);
		this.empty.push(true);
		return this;
	}

	private JsonText close(char bracket) {
		this.empty.pop();
		this.text.append(bracket);
		return this;
	}

	private void separate() {
		if (!this.empty.isEmpty()) {
			if (!this.empty.pop()) {
				this.text.append(',');
			}
			this.empty.push(false);
		}
	}

	private void quote(String value) {
		this.text.append('"');
		for (int i = 0; i < value.length(); i++) {
			char ch = value.charAt(i);
			switch (ch) {
				case '"' -> this.text.append("\\\"");
				case '\\' -> this.text.append("\\\\");
				case '\n' -> this.text.append("\\n");
				default -> {
					// markup is escaped too, in case a page embeds the text
					if (ch < ' ' || ch == '<' || ch == '>' || ch == '&' || ch == '\u2028' || ch == '\u2029') {
						this.text.append(String.format("\\u%04x", (int) ch));
					}
					else {
						this.text.append(ch);
					}
				}
			}
		}
		this.text.append('"');
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}

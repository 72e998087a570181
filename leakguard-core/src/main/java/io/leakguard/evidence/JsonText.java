package io.leakguard.evidence;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Writes JSON. The core has no third-party dependency, and all it writes is names and
 * numbers. Not thread-safe; who calls it keeps the order of brackets.
 */
public final class JsonText {

	private final StringBuilder text = new StringBuilder();

	private final Deque<Boolean> empty = new ArrayDeque<>();

	/**
	 * Begin an object.
	 * @return this
	 */
	public JsonText object() {
		return open('{');
	}

	/**
	 * End an object.
	 * @return this
	 */
	public JsonText endObject() {
		return close('}');
	}

	/**
	 * Begin an array.
	 * @return this
	 */
	public JsonText array() {
		return open('[');
	}

	/**
	 * End an array.
	 * @return this
	 */
	public JsonText endArray() {
		return close(']');
	}

	/**
	 * Begin a field; its value follows, then {@link #endKey}.
	 * @param key the name of the field
	 * @return this
	 */
	public JsonText key(String key) {
		separate();
		quote(key);
		this.text.append(':');
		this.empty.push(true);
		return this;
	}

	/**
	 * Write a text.
	 * @param value the text, {@code null} for null
	 * @return this
	 */
	public JsonText value(@Nullable String value) {
		separate();
		if (value == null) {
			this.text.append("null");
		}
		else {
			quote(value);
		}
		return this;
	}

	/**
	 * Write a number.
	 * @param value the number
	 * @return this
	 */
	public JsonText value(double value) {
		separate();
		this.text.append((value == Math.rint(value) && Math.abs(value) < 1e15) ? Long.toString((long) value)
				: Double.toString(value));
		return this;
	}

	/**
	 * Write a truth value.
	 * @param value the truth value
	 * @return this
	 */
	public JsonText value(boolean value) {
		separate();
		this.text.append(value);
		return this;
	}

	/**
	 * Write a field, or nothing if there is no value.
	 * @param key the name of the field
	 * @param value the text
	 * @return this
	 */
	public JsonText field(String key, @Nullable String value) {
		return (value != null) ? key(key).value(value).endKey() : this;
	}

	/**
	 * Write a field.
	 * @param key the name of the field
	 * @param value the number
	 * @return this
	 */
	public JsonText field(String key, double value) {
		return key(key).value(value).endKey();
	}

	/**
	 * Write a field.
	 * @param key the name of the field
	 * @param value the truth value
	 * @return this
	 */
	public JsonText field(String key, boolean value) {
		return key(key).value(value).endKey();
	}

	/**
	 * End a field whose value has been written.
	 * @return this
	 */
	public JsonText endKey() {
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

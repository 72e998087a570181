package io.leakguard.jvm;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes families of thread names: what differs from thread to thread is replaced, so that
 * {@code pool-7-thread-2} is one of {@code pool-#-thread-#}. Where names differ by words
 * rather than numbers, a prefix that many share becomes a family of its own, such as
 * {@code customer-*}. Bounded; used by one thread at a time.
 */
final class ThreadNames {

	/** The family of all threads that are too many to have one. */
	static final String OTHER = "(other)";

	/**
	 * Families with a common prefix that are no coincidence any more: frameworks name up
	 * to a handful of fixed threads alike.
	 */
	private static final int ALIKE = 12;

	private static final int MAX_FAMILIES = 256;

	private static final int MAX_LENGTH = 120;

	private static final int HEX_TOKEN = 8;

	private static final int UUID_LENGTH = 36;

	private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

	private final Set<String> families = new HashSet<>();

	private final Map<String, Set<String>> byPrefix = new HashMap<>();

	private final Set<String> collapsed = new HashSet<>();

	/**
	 * Return the family of a name. The same name may move to another family once, when
	 * its prefix turns out to be shared by many.
	 * @param name the name of a thread
	 * @return the family
	 */
	String familyOf(String name) {
		String pattern = patternOf(name);
		String prefix = prefixOf(pattern);
		if (!prefix.isEmpty()) {
			if (this.collapsed.contains(prefix)) {
				return prefix + "*";
			}
			if (this.families.size() < MAX_FAMILIES) {
				Set<String> alike = this.byPrefix.computeIfAbsent(prefix, (key) -> new HashSet<>());
				alike.add(pattern);
				if (alike.size() >= ALIKE) {
					this.collapsed.add(prefix);
					this.families.removeAll(alike);
					this.byPrefix.remove(prefix);
					return prefix + "*";
				}
			}
		}
		if (this.families.contains(pattern)) {
			return pattern;
		}
		if (this.families.size() >= MAX_FAMILIES) {
			return OTHER;
		}
		this.families.add(pattern);
		return pattern;
	}

	/**
	 * Forget a family that has no thread any more.
	 * @param family the family
	 */
	void forget(String family) {
		this.families.remove(family);
		String prefix = prefixOf(family);
		Set<String> alike = this.byPrefix.get(prefix);
		if (alike != null) {
			alike.remove(family);
			if (alike.isEmpty()) {
				this.byPrefix.remove(prefix);
			}
		}
	}

	/**
	 * Return whether a family contains the threads of a name, although they were put in
	 * another one before their prefix turned out to be shared.
	 * @param family the family that a thread was put in
	 * @return the family it is in now
	 */
	String now(String family) {
		String prefix = prefixOf(family);
		return (this.collapsed.contains(prefix)) ? prefix + "*" : family;
	}

	/** Return the first word with its separator, or nothing if there is only one word. */
	private static String prefixOf(String pattern) {
		for (int i = 1; i < pattern.length() - 1; i++) {
			char character = pattern.charAt(i);
			if (!Character.isLetter(character) && character != '#') {
				return pattern.substring(0, i + 1);
			}
		}
		return "";
	}

	/**
	 * Return a name with numbers, hexadecimal and random parts replaced.
	 * @param name the name
	 * @return the pattern
	 */
	static String patternOf(String name) {
		String text = (name.length() > MAX_LENGTH) ? name.substring(0, MAX_LENGTH) : name;
		if (text.length() >= UUID_LENGTH) {
			text = UUID.matcher(text).replaceAll("#");
		}
		StringBuilder pattern = new StringBuilder(text.length());
		int start = 0;
		while (start < text.length()) {
			int end = start;
			while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
				end++;
			}
			if (end > start) {
				appendToken(pattern, text, start, end);
			}
			if (end < text.length()) {
				pattern.append(text.charAt(end));
			}
			start = end + 1;
		}
		return pattern.toString();
	}

	private static void appendToken(StringBuilder pattern, String name, int start, int end) {
		int digits = 0;
		int hex = 0;
		for (int i = start; i < end; i++) {
			char character = name.charAt(i);
			digits += (Character.isDigit(character)) ? 1 : 0;
			hex += (Character.digit(character, 16) >= 0) ? 1 : 0;
		}
		int length = end - start;
		boolean identity = start > 0 && name.charAt(start - 1) == '@' && hex == length;
		boolean random = digits > 0 && ((length >= HEX_TOKEN && hex == length) || (length >= 16 && digits >= 4));
		if (identity || random) {
			pattern.append('#');
			return;
		}
		for (int i = start; i < end; i++) {
			char character = name.charAt(i);
			if (!Character.isDigit(character)) {
				pattern.append(character);
			}
			else if (pattern.isEmpty() || pattern.charAt(pattern.length() - 1) != '#') {
				pattern.append('#');
			}
		}
	}

	/**
	 * Return what tells the owner of a thread from others of its family, such as
	 * {@code pool-7-thread-} of {@code pool-7-thread-2}: the name up to the last number
	 * if there is another one before.
	 * @param name the name
	 * @return the beginning, or nothing if the name has fewer than two numbers
	 */
	static String instanceOf(String name) {
		int end = name.length() - 1;
		while (end >= 0 && !Character.isDigit(name.charAt(end))) {
			end--;
		}
		while (end >= 0 && Character.isDigit(name.charAt(end))) {
			end--;
		}
		for (int i = 0; i <= end; i++) {
			if (Character.isDigit(name.charAt(i))) {
				return name.substring(0, end + 1);
			}
		}
		return "";
	}

}

package io.leakguard.population;

/**
 * Reduces a name to what it has in common with its siblings: what differs from one member
 * to the next is replaced by {@code #}. {@code Script1_17} and {@code Script2_18} become
 * {@code Script#_#}, {@code upload-3f2a91bc.tmp} becomes {@code upload-#.tmp}. Values do
 * not survive it, so that a pattern may stand in a report. Costs about a microsecond.
 */
public final class NamePattern {

	/** From this length on a run of hexadecimal digits is a hash rather than a word. */
	private static final int HASH = 8;

	private static final int UUID_LENGTH = 36;

	private NamePattern() {
	}

	/**
	 * Return the pattern of a name.
	 * @param name the name
	 * @return the name with each number and each hash replaced
	 */
	public static String of(String name) {
		StringBuilder pattern = null;
		int copied = 0;
		int i = 0;
		while (i < name.length()) {
			int end = endOfVariable(name, i);
			if (end > i) {
				pattern = (pattern != null) ? pattern : new StringBuilder(name.length());
				pattern.append(name, copied, i).append('#');
				copied = end;
				i = end;
			}
			else {
				i++;
			}
		}
		return (pattern != null) ? pattern.append(name, copied, name.length()).toString() : name;
	}

	private static int endOfVariable(String name, int from) {
		if (isUuid(name, from)) {
			return from + UUID_LENGTH;
		}
		int end = from;
		boolean digit = false;
		while (end < name.length() && Character.digit(name.charAt(end), 16) >= 0) {
			digit |= Character.isDigit(name.charAt(end));
			end++;
		}
		boolean inWord = from > 0 && Character.isLetter(name.charAt(from - 1));
		boolean wordGoesOn = end < name.length() && Character.isLetter(name.charAt(end));
		if (digit && end - from >= HASH && !inWord && !wordGoesOn) {
			return end;
		}
		end = from;
		while (end < name.length() && Character.isDigit(name.charAt(end))) {
			end++;
		}
		return end;
	}

	private static boolean isUuid(String name, int from) {
		if (name.length() < from + UUID_LENGTH) {
			return false;
		}
		for (int i = 0; i < UUID_LENGTH; i++) {
			char c = name.charAt(from + i);
			boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
			if (dash ? c != '-' : Character.digit(c, 16) < 0) {
				return false;
			}
		}
		return true;
	}

}

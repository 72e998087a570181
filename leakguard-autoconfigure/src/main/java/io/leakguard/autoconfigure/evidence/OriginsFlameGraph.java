package io.leakguard.autoconfigure.evidence;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.leakguard.evidence.OriginsPicture;
import io.leakguard.population.Origin;
import one.convert.Arguments;
import one.convert.CallStack;
import one.convert.FlameGraph;
import one.convert.Frame;

/**
 * Draws origins as a flame graph with async-profiler's converter. The page has its script
 * and its style inside and loads nothing. The converter writes names into the script of
 * the page as they are, so characters that have a meaning there are replaced by ones that
 * look alike.
 */
final class OriginsFlameGraph implements OriginsPicture {

	@Override
	public byte[] draw(String title, List<Origin> origins) {
		Arguments arguments = new Arguments();
		arguments.title = harmless(title);
		FlameGraph graph = new FlameGraph(arguments);
		for (Origin origin : origins) {
			CallStack stack = new CallStack();
			for (int i = origin.stack().size() - 1; i >= 0; i--) {
				stack.push(harmless(origin.stack().get(i)), Frame.TYPE_JIT_COMPILED);
			}
			if (origin.type() != null) {
				stack.push(harmless(origin.type()), Frame.TYPE_INLINED);
			}
			graph.addSample(stack, Math.max(1, origin.count()));
		}
		ByteArrayOutputStream page = new ByteArrayOutputStream();
		PrintStream out = new PrintStream(page, false, StandardCharsets.UTF_8);
		graph.dump(out);
		out.flush();
		return page.toByteArray();
	}

	private static String harmless(String name) {
		StringBuilder text = new StringBuilder(name.length());
		name.chars().forEach((ch) -> text.append(switch (ch) {
			case '<' -> '\u2039';
			case '>' -> '\u203a';
			case '&' -> '+';
			case '\'', '"', '`' -> '\u2019';
			case '\\' -> '\u2044';
			default -> (Character.isISOControl(ch) || ch == '\u2028' || ch == '\u2029') ? ' ' : (char) ch;
		}));
		// the converter looks for such marks in its template
		return text.toString().replace("/*", "/ *").replace("*/", "* /");
	}

}

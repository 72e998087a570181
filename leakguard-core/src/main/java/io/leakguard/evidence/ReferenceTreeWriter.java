package io.leakguard.evidence;

import java.util.ArrayList;
import java.util.List;

import io.leakguard.evidence.ReferenceTree.Node;

/**
 * Writes a reference tree for machines (JSON), for Graphviz (DOT) and for people (SVG).
 */
final class ReferenceTreeWriter {

	private static final int ROW = 34;

	private static final int INDENT = 22;

	private static final int MAX_ROWS = 80;

	private final ReferenceTree tree;

	ReferenceTreeWriter(ReferenceTree tree) {
		this.tree = tree;
	}

	String json(String note, String collector, SampleSupport support) {
		JsonText json = new JsonText().object()
			.field("samples", this.tree.samples())
			.field("holder", this.tree.holder())
			.field("note", note)
			.field("collector", collector)
			.field("worksHere", support.name());
		json.key("madeAt").array();
		this.tree.sites()
			.forEach((site) -> json.object().field("site", site.name()).field("samples", site.samples()).endObject());
		json.endArray().endKey();
		json.key("chain").array();
		this.tree.mainChain().forEach((node) -> writeNode(json, node).endObject());
		json.endArray().endKey();
		json.key("tree").array();
		this.tree.root().children().forEach((child) -> writeTree(json, child, 0));
		json.endArray().endKey();
		return json.endObject().toString();
	}

	private static JsonText writeNode(JsonText json, Node node) {
		return json.object()
			.field("reference", node.text())
			.field("meaning", node.meaning())
			.field("index", node.indexes().isEmpty() ? null : node.indexes())
			.field("target", node.target().isEmpty() ? null : node.target())
			.field("samples", node.samples())
			.field("oldestSeconds", node.oldest().toSeconds())
			.field("youngestSeconds", node.youngest().toSeconds())
			.field("holder", node.isHolder())
			.field("captured", node.isCapture());
	}

	private static void writeTree(JsonText json, Node node, int depth) {
		writeNode(json, node);
		if (!node.children().isEmpty() && depth < 60) {
			json.key("children").array();
			node.children().stream().limit(10).forEach((child) -> writeTree(json, child, depth + 1));
			json.endArray().endKey();
		}
		json.endObject();
	}

	String dot() {
		StringBuilder dot = new StringBuilder(
				"digraph leak {\n  rankdir=TB;\n  node [shape=box, fontname=\"sans-serif\"];\n");
		int[] next = { 0 };
		for (Node child : this.tree.root().children()) {
			writeDot(dot, child, -1, next);
		}
		return dot.append("}\n").toString();
	}

	private static void writeDot(StringBuilder dot, Node node, int parent, int[] next) {
		int id = next[0]++;
		if (id > 500) {
			return;
		}
		String label = node.target().isEmpty() ? node.text() : node.target();
		dot.append("  n%d [label=\"%s\\n%d samples\"%s];%n".formatted(id, dotText(label), node.samples(),
				node.isHolder() ? ", style=bold, color=red" : ""));
		if (parent >= 0) {
			dot.append("  n%d -> n%d [label=\"%s\"];%n".formatted(parent, id, dotText(node.text() + node.indexes())));
		}
		node.children().stream().limit(10).forEach((child) -> writeDot(dot, child, id, next));
	}

	private static String dotText(String text) {
		return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ");
	}

	String svg() {
		List<Row> rows = new ArrayList<>();
		this.tree.root().children().forEach((child) -> collect(child, 0, rows));
		int width = rows.stream().mapToInt(Row::width).max().orElse(300) + 40;
		int height = rows.size() * ROW + 20;
		StringBuilder svg = new StringBuilder();
		svg.append(
				"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"What holds the growing objects\" "
						+ "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">\n"
							.formatted(width, height, width, height));
		svg.append("<title>What holds the growing objects</title>\n");
		for (int i = 0; i < rows.size(); i++) {
			rows.get(i).draw(svg, 10 + i * ROW);
		}
		return svg.append("</svg>\n").toString();
	}

	private static void collect(Node node, int depth, List<Row> rows) {
		if (rows.size() >= MAX_ROWS) {
			return;
		}
		rows.add(new Row(node, depth));
		// a chain is drawn straight down, only a fork moves to the right
		int next = depth + ((node.children().size() > 1) ? 1 : 0);
		node.children().stream().limit(5).forEach((child) -> collect(child, next, rows));
	}

	/** One line of the picture. */
	private record Row(Node node, int depth) {

		String text() {
			String target = this.node.target().isEmpty() ? "" : "  →  " + this.node.target();
			String indexes = this.node.indexes().isEmpty() ? "" : " " + this.node.indexes();
			return this.node.text() + indexes + target;
		}

		String aside() {
			return "%s, %d samples, %d to %d s old".formatted(this.node.meaning(), this.node.samples(),
					this.node.youngest().toSeconds(), this.node.oldest().toSeconds());
		}

		int width() {
			return 10 + this.depth * INDENT + 8 * (text().length() + aside().length()) + 40;
		}

		void draw(StringBuilder svg, int y) {
			int x = 10 + this.depth * INDENT;
			boolean marked = this.node.isHolder();
			String fill = marked ? "#fde8e8" : (this.node.isCapture() ? "#fff6dd" : "#eef2f7");
			String stroke = marked ? "#b42318" : "#8795a8";
			int length = 8 * text().length() + 20;
			svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"26\" rx=\"5\" fill=\"%s\" stroke=\"%s\"/>"
				.formatted(x, y, length, fill, stroke));
			svg.append("<text x=\"%d\" y=\"%d\" fill=\"#17202b\"%s>%s</text>".formatted(x + 10, y + 17,
					marked ? " font-weight=\"bold\"" : "", markup(text())));
			svg.append("<text x=\"%d\" y=\"%d\" fill=\"#5b6b7d\">%s</text>%n".formatted(x + length + 10, y + 17,
					markup(marked ? "holder, " + aside() : aside())));
		}

		private static String markup(String text) {
			return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
		}

	}

}

package io.leakguard.jvm;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.leakguard.population.NamePattern;
import org.jspecify.annotations.Nullable;

/**
 * What the open descriptors of a Linux process point at: directories, files by directory
 * and name pattern, sockets by the port at the other end, pipes and the like. One look
 * costs about 5 µs for each descriptor, so it is taken on suspicion only and at no more
 * than {@value #MOST} descriptors.
 */
final class DescriptorTargets {

	static final int MOST = 20_000;

	/** Descriptors whose file is told from a directory by asking for its attributes. */
	private static final int MOST_QUESTIONS = 2_000;

	/** A directory that so many descriptors point at is a place, not a value. */
	private static final int SHARED = 3;

	/**
	 * The repository of the flight recorder, which opens files when somebody looks
	 * closer, LeakGuard for one.
	 */
	private static final Pattern RECORDING = Pattern
		.compile(".*/\\d{4}(_\\d\\d){5}_\\d+(_\\d+)?/[^/]*\\.jfr( \\(deleted\\))?");

	private final Path proc;

	DescriptorTargets(Path proc) {
		this.proc = proc;
	}

	/**
	 * Look.
	 * @return what each descriptor points at, by its number and what the kernel calls it,
	 * which together identify it as long as it is open
	 * @throws IOException if this is not Linux
	 */
	Map<String, String> read() throws IOException {
		Map<Path, String> links = links();
		Map<String, Integer> counts = new HashMap<>();
		links.values().forEach((link) -> counts.merge(link, 1, Integer::sum));
		Map<String, String> sockets = links.values().stream().anyMatch((link) -> link.startsWith("socket:")) ? sockets()
				: null;
		Map<String, String> targets = new HashMap<>();
		Map<String, String> known = new HashMap<>();
		links.forEach((descriptor, link) -> {
			boolean place = counts.get(link) >= SHARED;
			String target = known.computeIfAbsent(link,
					(each) -> describe(descriptor, link, sockets, known.size() < MOST_QUESTIONS, place));
			targets.put(descriptor.getFileName() + " " + link, target);
		});
		return targets;
	}

	private Map<Path, String> links() throws IOException {
		Map<Path, String> links = new HashMap<>();
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(this.proc.resolve("fd"))) {
			for (Path descriptor : descriptors) {
				if (links.size() >= MOST) {
					break;
				}
				String link = link(descriptor);
				if (link != null && !RECORDING.matcher(link).matches()) {
					links.put(descriptor, link);
				}
			}
		}
		return links;
	}

	/** The descriptor may have been closed since the directory was read. */
	private static @Nullable String link(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static String describe(Path descriptor, String link, @Nullable Map<String, String> sockets, boolean ask,
			boolean place) {
		if (link.startsWith("socket:")) {
			String inode = link.substring("socket:".length()).replaceAll("[\\[\\]]", "");
			return (sockets != null) ? sockets.getOrDefault(inode, "socket") : "socket";
		}
		if (link.startsWith("pipe:")) {
			return "pipe";
		}
		if (link.startsWith("anon_inode:")) {
			return "anonymous " + NamePattern.of(link.substring("anon_inode:".length()).replaceAll("[\\[\\]]", ""));
		}
		boolean directory = ask && Files.isDirectory(descriptor);
		return (directory && place) ? "directory " + link : fileTarget(link, directory);
	}

	/**
	 * Return what a path is called in a report: the directory, and the file name as a
	 * pattern only.
	 */
	static String fileTarget(String path, boolean directory) {
		String deleted = path.endsWith(" (deleted)") ? "deleted " : "";
		String plain = deleted.isEmpty() ? path : path.substring(0, path.length() - " (deleted)".length());
		if (plain.startsWith("/memfd:") || plain.startsWith("/dev/")) {
			return NamePattern.of(plain);
		}
		return deleted + (directory ? "directory " : "file ") + NamePattern.of(plain);
	}

	/** Sockets by inode, described by the end that is the same for all of a kind. */
	private Map<String, String> sockets() {
		Map<String, String> sockets = new HashMap<>();
		Set<Integer> listening = new HashSet<>();
		for (String table : new String[] { "net/tcp", "net/tcp6" }) {
			readTable(table, (fields) -> {
				if ("0A".equals(fields[3])) {
					listening.add(port(fields[1]));
				}
			});
		}
		for (String table : new String[] { "net/tcp", "net/tcp6" }) {
			readTable(table, (fields) -> sockets.put(fields[9], tcp(fields, listening)));
		}
		for (String table : new String[] { "net/udp", "net/udp6" }) {
			readTable(table, (fields) -> sockets.put(fields[9], "udp socket"));
		}
		readTable("net/unix", (fields) -> sockets.put(fields[6], "unix socket"));
		return sockets;
	}

	private static String tcp(String[] fields, Set<Integer> listening) {
		int local = port(fields[1]);
		String state = fields[3];
		if ("0A".equals(state)) {
			return "server socket on port " + local;
		}
		String peer = listening.contains(local) ? "socket from a client of port " + local
				: "socket to port " + port(fields[2]);
		// the other end has closed, ours has not: nobody reads it any more
		return "08".equals(state) ? peer + " in CLOSE_WAIT" : peer;
	}

	private static int port(String address) {
		return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
	}

	private void readTable(String table, Row row) {
		try {
			for (String line : Files.readAllLines(this.proc.resolve(table))) {
				String[] fields = line.strip().split("\\s+");
				if (fields.length >= 7 && fields[0].endsWith(":")) {
					readRow(fields, row);
				}
			}
		}
		catch (IOException | SecurityException ex) {
			// without it, sockets are not told apart
		}
	}

	private static void readRow(String[] fields, Row row) {
		try {
			row.read(fields);
		}
		catch (IndexOutOfBoundsException | NumberFormatException ex) {
			// a kernel that writes its tables in another way
		}
	}

	private interface Row {

		void read(String[] fields);

	}

}

package io.leakguard.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Keeps artifacts in a directory, so that they survive a restart: one directory for each
 * finding, one file for each artifact, readable by the owner only. The oldest go when
 * there is too much or when they are too old. What cannot be written is kept in memory
 * instead, and said so once.
 * <p>
 * Only names of a fixed form get to the file system, and no link is followed. Reading and
 * writing is file access of the calling thread; thread-safe.
 */
public final class DirectoryEvidenceStore implements EvidenceStore {

	private static final System.Logger logger = System.getLogger(DirectoryEvidenceStore.class.getName());

	private static final Pattern FINDING = Pattern.compile("[0-9a-f]{8}");

	private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}(\\.[a-z0-9]{1,8})?");

	private static final String PART = ".part";

	/** More findings than a report has. */
	private static final int MAX_LISTED = 1000;

	/** What a process that was killed has left; none writes for so long. */
	private static final Duration PART_AGE = Duration.ofMinutes(1);

	private static final Map<String, String> MEDIA_TYPES = Map.of("", "application/json", "json", "application/json",
			"svg", "image/svg+xml", "dot", "text/vnd.graphviz", "html", "text/html", "txt", "text/plain");

	private final Path directory;

	private final long maxBytes;

	private final Duration maxAge;

	private final Clock clock;

	private final MemoryEvidenceStore memory = new MemoryEvidenceStore();

	/** What the directories were seen to hold; forgotten with each change. */
	private final Map<String, List<ArtifactSummary>> listed = new ConcurrentHashMap<>();

	private volatile int changes;

	private boolean failing;

	/**
	 * Create a store. The directory is made with the first artifact.
	 * @param directory the directory
	 * @param maxBytes the most that all artifacts together may take
	 * @param maxAge after how long an artifact goes
	 * @param clock the clock
	 */
	public DirectoryEvidenceStore(Path directory, long maxBytes, Duration maxAge, Clock clock) {
		if (maxBytes <= 0 || maxAge.isNegative() || maxAge.isZero()) {
			throw new IllegalArgumentException(
					"'maxBytes' and 'maxAge' must be positive, not %d and %s".formatted(maxBytes, maxAge));
		}
		this.directory = directory.toAbsolutePath().normalize();
		this.maxBytes = maxBytes;
		this.maxAge = maxAge;
		this.clock = clock;
	}

	@Override
	public synchronized void put(String findingId, Artifact artifact) {
		try {
			prune(artifact.content().length);
			write(findingId, artifact);
			this.memory.remove(findingId, artifact.name());
			this.failing = false;
		}
		catch (IOException | UncheckedIOException | SecurityException ex) {
			this.memory.put(findingId, artifact);
			if (!this.failing && !(ex instanceof ClosedByInterruptException)) {
				this.failing = true;
				logger.log(System.Logger.Level.WARNING,
						"Evidence cannot be written to {0} (leakguard.evidence.directory): {1}. "
								+ "It is kept in memory until the process ends.",
						this.directory, reason(ex));
			}
		}
		finally {
			changed();
		}
	}

	private void changed() {
		this.changes++;
		this.listed.clear();
	}

	private static String reason(Exception ex) {
		Throwable cause = (ex instanceof UncheckedIOException && ex.getCause() != null) ? ex.getCause() : ex;
		return cause.getClass().getSimpleName() + ": " + cause.getMessage();
	}

	private void write(String findingId, Artifact artifact) throws IOException {
		if (!FINDING.matcher(findingId).matches() || !isKnown(artifact)) {
			throw new IOException("a name or media type that no collector of LeakGuard gives");
		}
		if (artifact.content().length > this.maxBytes) {
			throw new IOException("'%s' takes %d bytes, more than the %d of leakguard.evidence.max-size"
				.formatted(artifact.name(), artifact.content().length, this.maxBytes));
		}
		Path folder = this.directory.resolve(findingId);
		boolean posix = createDirectories(folder);
		FileAttribute<?>[] ownerOnly = ownerOnly(posix, "rw-------");
		try {
			Path part = Files.createTempFile(folder, ".", PART, ownerOnly);
			try {
				Files.write(part, artifact.content());
				Files.setLastModifiedTime(part, FileTime.from(artifact.at()));
				Files.move(part, folder.resolve(artifact.name()), StandardCopyOption.ATOMIC_MOVE);
			}
			finally {
				Files.deleteIfExists(part);
			}
		}
		finally {
			deleteIfEmpty(folder);
		}
	}

	/** After a restart there is nothing but the name that could tell the media type. */
	private static boolean isKnown(Artifact artifact) {
		return NAME.matcher(artifact.name()).matches() && artifact.mediaType().equals(mediaType(artifact.name()));
	}

	private static @Nullable String mediaType(String name) {
		int dot = name.indexOf('.');
		return MEDIA_TYPES.get((dot >= 0) ? name.substring(dot + 1) : "");
	}

	private boolean createDirectories(Path folder) throws IOException {
		if (!Files.isDirectory(this.directory)) {
			Path existing = this.directory;
			while (existing.getParent() != null && !Files.exists(existing)) {
				existing = existing.getParent();
			}
			Files.createDirectories(this.directory, ownerOnly(isPosix(existing), "rwx------"));
		}
		boolean posix = isPosix(this.directory);
		if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
			Files.createDirectory(folder, ownerOnly(posix, "rwx------"));
		}
		return posix;
	}

	private static boolean isPosix(Path path) throws IOException {
		return Files.getFileStore(path).supportsFileAttributeView("posix");
	}

	private static FileAttribute<?>[] ownerOnly(boolean posix, String permissions) {
		return posix
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

	/** Make room for an artifact. */
	private void prune(long room) throws IOException {
		Instant now = this.clock.instant();
		List<Entry> entries = new ArrayList<>();
		for (Path folder : list(this.directory, FINDING)) {
			for (Path file : list(folder, null)) {
				Entry entry = Entry.of(file);
				if (entry == null) {
					continue;
				}
				boolean part = isPart(file);
				if (entry.at.isBefore(now.minus(part ? PART_AGE : this.maxAge))) {
					Files.deleteIfExists(file);
				}
				else if (!part) {
					entries.add(entry);
				}
			}
			deleteIfEmpty(folder);
		}
		entries.sort(Comparator.comparing(Entry::at));
		long total = entries.stream().mapToLong(Entry::bytes).sum() + room;
		for (Entry entry : entries) {
			if (total <= this.maxBytes) {
				break;
			}
			Files.deleteIfExists(entry.file);
			deleteIfEmpty(entry.file.getParent());
			total -= entry.bytes;
		}
	}

	private static void deleteIfEmpty(Path folder) throws IOException {
		boolean empty;
		try (Stream<Path> files = Files.list(folder)) {
			empty = files.findAny().isEmpty();
		}
		if (empty) {
			Files.deleteIfExists(folder);
		}
	}

	private static boolean isPart(Path file) {
		String name = file.getFileName().toString();
		return name.startsWith(".") && name.endsWith(PART);
	}

	/** Directories with such names, or without a pattern the files that are ours. */
	private static List<Path> list(Path directory, @Nullable Pattern directories) throws IOException {
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		try (Stream<Path> paths = Files.list(directory)) {
			return paths.filter((path) -> {
				String name = path.getFileName().toString();
				return (directories != null)
						? directories.matcher(name).matches() && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
						: (NAME.matcher(name).matches() || isPart(path))
								&& Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
			}).toList();
		}
	}

	@Override
	public synchronized List<Artifact> of(String findingId) {
		Map<String, Artifact> artifacts = new LinkedHashMap<>();
		if (FINDING.matcher(findingId).matches()) {
			try {
				Path folder = this.directory.resolve(findingId);
				if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
					for (Path file : list(folder, null)) {
						read(file).ifPresent((artifact) -> artifacts.put(artifact.name(), artifact));
					}
				}
			}
			catch (IOException | UncheckedIOException | SecurityException ex) {
				logger.log(System.Logger.Level.DEBUG, "Evidence cannot be read", ex);
			}
		}
		this.memory.of(findingId).forEach((artifact) -> artifacts.put(artifact.name(), artifact));
		return artifacts.values().stream().sorted(Comparator.comparing(Artifact::name)).toList();
	}

	// readers do not wait for what is being written
	@Override
	public List<ArtifactSummary> list(String findingId) {
		if (!FINDING.matcher(findingId).matches()) {
			return List.of();
		}
		int seen = this.changes;
		List<ArtifactSummary> summaries = this.listed.get(findingId);
		if (summaries == null) {
			summaries = summaries(findingId);
			if (seen == this.changes && this.listed.size() < MAX_LISTED) {
				this.listed.put(findingId, summaries);
			}
		}
		Instant oldest = this.clock.instant().minus(this.maxAge);
		Map<String, ArtifactSummary> artifacts = new TreeMap<>();
		for (ArtifactSummary summary : summaries) {
			if (!summary.at().isBefore(oldest)) {
				artifacts.put(summary.name(), summary);
			}
		}
		this.memory.list(findingId).forEach((summary) -> artifacts.put(summary.name(), summary));
		return List.copyOf(artifacts.values());
	}

	private List<ArtifactSummary> summaries(String findingId) {
		List<ArtifactSummary> summaries = new ArrayList<>();
		try {
			Path folder = this.directory.resolve(findingId);
			if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
				for (Path file : list(folder, null)) {
					String name = file.getFileName().toString();
					String mediaType = mediaType(name);
					Entry entry = isPart(file) ? null : Entry.of(file);
					if (entry != null && mediaType != null && entry.bytes <= this.maxBytes) {
						summaries.add(new ArtifactSummary(name, mediaType, entry.bytes, entry.at));
					}
				}
			}
		}
		catch (IOException | UncheckedIOException | SecurityException ex) {
			logger.log(System.Logger.Level.DEBUG, "Evidence cannot be listed", ex);
		}
		return summaries;
	}

	@Override
	public synchronized Optional<Artifact> get(String findingId, String name) {
		Optional<Artifact> artifact = this.memory.get(findingId, name);
		if (artifact.isPresent() || !FINDING.matcher(findingId).matches() || !NAME.matcher(name).matches()) {
			return artifact;
		}
		try {
			Path folder = this.directory.resolve(findingId);
			artifact = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) ? read(folder.resolve(name))
					: Optional.empty();
			if (artifact.isEmpty()) {
				this.listed.remove(findingId);
			}
			return artifact;
		}
		catch (IOException | SecurityException ex) {
			logger.log(System.Logger.Level.DEBUG, "Evidence cannot be read", ex);
			return Optional.empty();
		}
	}

	private Optional<Artifact> read(Path file) throws IOException {
		String name = file.getFileName().toString();
		String mediaType = mediaType(name);
		Entry entry = Entry.of(file);
		if (isPart(file) || mediaType == null || entry == null || entry.bytes > this.maxBytes
				|| entry.at.isBefore(this.clock.instant().minus(this.maxAge))) {
			return Optional.empty();
		}
		return Optional.of(new Artifact(name, mediaType, Files.readAllBytes(file), entry.at));
	}

	/**
	 * Let go of what is held in memory. The files stay.
	 */
	@Override
	public synchronized void close() {
		changed();
		this.memory.close();
	}

	/** A file of the store. */
	private record Entry(Path file, Instant at, long bytes) {

		static @Nullable Entry of(Path file) throws IOException {
			try {
				BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
						LinkOption.NOFOLLOW_LINKS);
				return attributes.isRegularFile()
						? new Entry(file, attributes.lastModifiedTime().toInstant(), attributes.size()) : null;
			}
			catch (NoSuchFileException ex) {
				return null;
			}
		}

	}

}

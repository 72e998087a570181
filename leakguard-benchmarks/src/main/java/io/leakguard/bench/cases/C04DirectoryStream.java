package io.leakguard.bench.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * C04: a directory listing that is not closed; its descriptor is never freed.
 */
public class C04DirectoryStream extends TwinCase {

	private final Path directory;

	/** The leak. */
	public C04DirectoryStream() {
		this(false);
	}

	C04DirectoryStream(boolean mended) {
		super("C04", mended, Set.of("FILE_DESCRIPTORS_GROW"), "leakbench-c04");
	}

	{
		try {
			this.directory = Files.createTempDirectory("leakbench-c04");
			Files.createFile(this.directory.resolve("a"));
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	@Override
	public void step(long index) throws IOException {
		if (isMended()) {
			try (Stream<Path> files = Files.list(this.directory)) {
				newest(files);
			}
		}
		else {
			newest(Files.list(this.directory));
		}
	}

	private static Optional<Path> newest(Stream<Path> files) {
		return files.max(Comparator.naturalOrder());
	}

	/** The same with the fix. */
	public static final class Mended extends C04DirectoryStream {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}

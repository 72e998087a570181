package io.leakguard.bench.pairs;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The class path of an application that was packaged by Spring Boot, unpacked, with and
 * without LeakGuard's jars. All else is the same in both, the order included; the
 * actuator stays, because most services have it anyway.
 *
 * @param directory where it was unpacked
 */
record ClassPath(Path directory) {

	static ClassPath unpack(Path jar) throws IOException {
		Path directory = Files.createTempDirectory("leakguard-pairs");
		Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory), "unpacked-cleanup"));
		try (InputStream file = Files.newInputStream(jar); ZipInputStream zip = new ZipInputStream(file)) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
				Path target = directory.resolve(entry.getName()).normalize();
				if (entry.getName().startsWith("BOOT-INF/") && !entry.isDirectory() && target.startsWith(directory)) {
					Files.createDirectories(target.getParent());
					Files.copy(zip, target);
				}
			}
		}
		return new ClassPath(directory);
	}

	String with() throws IOException {
		return path(true);
	}

	String without() throws IOException {
		return path(false);
	}

	private String path(boolean leakGuard) throws IOException {
		Path boot = this.directory.resolve("BOOT-INF");
		try (Stream<Path> jars = Files.list(boot.resolve("lib"))) {
			List<String> names = jars.filter((jar) -> leakGuard || !isLeakGuard(jar))
				.map(Path::toString)
				.sorted()
				.toList();
			return boot.resolve("classes") + File.pathSeparator
					+ names.stream().collect(Collectors.joining(File.pathSeparator));
		}
	}

	private static boolean isLeakGuard(Path jar) {
		return jar.getFileName().toString().toLowerCase(Locale.ROOT).startsWith("leakguard-");
	}

	private static void delete(Path directory) {
		try (Stream<Path> all = Files.walk(directory)) {
			all.sorted((one, other) -> other.compareTo(one)).forEach((path) -> path.toFile().delete());
		}
		catch (IOException ex) {
			// the system cleans up its temporary folder
		}
	}

}

package io.leakguard.autoconfigure.evidence;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.leakguard.autoconfigure.TestReports;
import io.leakguard.autoconfigure.evidence.HeapDumpCollector.Dumper;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.evidence.Artifact;
import io.leakguard.evidence.EvidenceBudget;
import io.leakguard.evidence.EvidenceCollector.RefusedException;
import io.leakguard.finding.Finding;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HeapDumpCollector} and {@link DumpReader}.
 */
class HeapDumpCollectorTests {

	private static final String LEAKING = LeakingProcess.class.getName();

	private static final long SMALL = 1L << 20;

	@TempDir
	private static Path dumps;

	private static Path dump;

	private final Finding finding = finding(LEAKING + "$Leaked");

	private final List<String> progress = new ArrayList<>();

	@TempDir
	private Path directory;

	@BeforeAll
	static void dumpAnother() throws Exception {
		dump = dumps.resolve("leaking.hprof");
		LeakingProcess.dump(dump);
	}

	@Test
	void theChainNamesTheStaticMapTheLambdaAndWhatItCaptured() throws Exception {
		try (HeapDumpCollector collector = collector(SMALL, false, true)) {
			List<Artifact> artifacts = collector.collect(this.finding, this.progress::add);
			assertThat(artifacts).extracting(Artifact::name).containsExactly("heap-dump");
			String name = LEAKING;
			assertThat(new String(artifacts.get(0).content(), StandardCharsets.UTF_8))
				.contains("\"class\":\"byte[]\",\"instances\":")
				.contains("\"suspect\":\"" + name + "$Leaked\",\"samples\":13,\"chains\":[{\"samples\":13,"
						+ "\"links\":[\"static field\",\"" + name + ".CALLBACKS\","
						+ "\"java.util.concurrent.ConcurrentHashMap.table\"")
				.contains("\"" + name + "$$Lambda.arg$1\",\"" + name + "$Leaked\"]")
				.contains("\"holder\":{\"reference\":\"" + name + ".CALLBACKS\","
						+ "\"class\":\"java.util.concurrent.ConcurrentHashMap\",\"retainedObjects\":")
				.containsPattern(
						"\\{\"class\":\"" + Pattern.quote(name) + "\\$Leaked\",\"instances\":100,\"bytes\":1600\\}");
			assertThat(this.progress).contains("dumping 1 MB", "reading", "counting classes");
			assertThat(files()).singleElement().asString().matches("heap-0a1b2c3d-\\d+\\.hprof");
		}
	}

	@Test
	void whenTheProcessIsEndedHalfwayNothingIsLeft() throws IOException {
		// the heap of this process, which is large enough not to be read before the end
		try (HeapDumpCollector collector = new HeapDumpCollector(EvidenceBudget.defaults(), settings(false, false),
				Clock.systemUTC(), () -> SMALL, () -> -1, HeapDumpCollectorTests::dumpThis)) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> collector.collect(this.finding, (text) -> {
				this.progress.add(text);
				if (text.equals("reading")) {
					collector.close();
				}
			})).withMessage("the heap dump could not be read: the process that reads it was ended");
			assertThat(this.progress).contains("reading");
			assertThat(files()).isEmpty();
		}
	}

	@Test
	void aDumpThatEndsInTheMiddleIsNotTakenForASmallOne() throws Exception {
		Path dump = Files.write(this.directory.resolve("heap.hprof"),
				"JAVA PROFILE 1.0.2\0\0\0\0\10\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\77abc"
					.getBytes(StandardCharsets.US_ASCII));
		try (DumpReader reader = new DumpReader(Duration.ofMinutes(1))) {
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> reader.read(dump, this.directory, 4, "", this.progress::add))
				.withMessage("the heap dump could not be read: IOException: the dump ends in the middle");
		}
	}

	@Test
	void whatTakesTooLongIsGivenUp() throws Exception {
		Path dump = Files.write(this.directory.resolve("heap.hprof"), new byte[0]);
		try (DumpReader reader = new DumpReader(Duration.ofMillis(1))) {
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> reader.read(dump, this.directory, 4, "", this.progress::add))
				.withMessage("the heap dump could not be read: it took longer than 0 s");
		}
	}

	@Test
	void twoDumpsSoonAfterEachOtherAreRefused() throws Exception {
		try (HeapDumpCollector collector = collector(SMALL, false, false)) {
			collector.collect(this.finding, this.progress::add);
			assertThatExceptionOfType(RefusedException.class)
				.isThrownBy(() -> collector.collect(this.finding, this.progress::add))
				.withMessageStartingWith("the last heap dump was made ")
				.withMessageEndingWith("(leakguard.evidence.min-interval)");
		}
	}

	@Test
	void onlyTheNewestDumpsAreKeptAndWhatAKilledProcessLeftGoes() throws Exception {
		for (int i = 0; i < 5; i++) {
			Path old = Files.createFile(this.directory.resolve("heap-0a1b2c3d-%d.hprof".formatted(i)));
			Files.setLastModifiedTime(old, FileTime.fromMillis(1000 + i));
		}
		Path left = Files.createDirectory(this.directory.resolve("leakguard-dump-1"));
		Files.createFile(left.resolve("heap.hprof"));
		Files.setLastModifiedTime(left, FileTime.fromMillis(1000));
		Path inUse = Files.createDirectory(this.directory.resolve("leakguard-dump-2"));
		try (HeapDumpCollector collector = collector(SMALL, false, true)) {
			collector.collect(this.finding, this.progress::add);
		}
		assertThat(files()).hasSize(4)
			.contains(inUse.getFileName().toString(), "heap-0a1b2c3d-4.hprof", "heap-0a1b2c3d-3.hprof");
	}

	@Test
	void aPauseThatThePlatformDoesNotForgiveIsRefusedUnlessForced() throws IOException {
		long heap = 1L << 50;
		try (HeapDumpCollector collector = collector(heap, false, false);
				HeapDumpCollector forced = collector(heap, true, false)) {
			assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> collector.collect(this.finding))
				.withMessageContaining("more than the 1000 ms")
				.withMessageContaining("leakguard.evidence.heap-dump.force");
			assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> forced.collect(this.finding))
				.withMessageContaining("MB are free in " + this.directory)
				.withMessageContaining("a dump may take");
			assertThat(files()).isEmpty();
		}
	}

	@Test
	void aDumpThatWouldTakeMoreOfTheDiskThanAllowedIsRefused() {
		HeapDumpSettings settings = new HeapDumpSettings(this.directory, true, false, 100L << 20,
				Duration.ofMinutes(2));
		HeapDumpCollector collector = new HeapDumpCollector(EvidenceBudget.defaults(), settings, Clock.systemUTC(),
				() -> 60L << 20, () -> -1, dumper());
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> collector.collect(this.finding))
			.withMessage("a dump may take 120 MB with its analysis, and at most 100 MB are allowed "
					+ "(leakguard.evidence.heap-dump.max-size)");
	}

	@Test
	void itIsRefusedWhileMemoryIsLow() {
		HeapDumpCollector collector = new HeapDumpCollector(EvidenceBudget.defaults(), settings(false, false),
				Clock.systemUTC(), () -> SMALL, () -> 300L << 20, dumper());
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> collector.collect(this.finding))
			.withMessage("only 300 MB of memory are free, and the process that reads the dump takes up to 384 MB");
	}

	@Test
	void aDiskThatIsFullHalfwayIsSaidAndNothingIsLeft() throws IOException {
		try (HeapDumpCollector collector = new HeapDumpCollector(EvidenceBudget.defaults(), settings(false, false),
				Clock.systemUTC(), () -> SMALL, () -> -1, (file) -> {
					Files.write(file, new byte[100]);
					throw new FileSystemException(file.toString(), null, "No space left on device");
				})) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> collector.collect(this.finding))
				.withMessage("the heap dump could not be written: No space left on device");
			assertThat(files()).isEmpty();
		}
	}

	@Test
	void aDirectoryThatCannotBeMadeIsRefusedBeforehand() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));
		try (HeapDumpCollector collector = new HeapDumpCollector(EvidenceBudget.defaults(),
				new HeapDumpSettings(file, false, false, Long.MAX_VALUE, Duration.ofMinutes(2)), Clock.systemUTC(),
				() -> SMALL, () -> -1, dumper())) {
			assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> collector.collect(this.finding))
				.withMessage("a heap dump cannot be made in " + file + ": it is no directory");
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aDirectoryThatCannotBeWrittenToIsRefusedBeforehand() throws IOException {
		// root may write to every directory but those of such a file system
		Path directory = Path.of("/proc/self");
		try (HeapDumpCollector collector = new HeapDumpCollector(EvidenceBudget.defaults(),
				new HeapDumpSettings(directory, false, false, Long.MAX_VALUE, Duration.ofMinutes(2)), Clock.systemUTC(),
				() -> 0, () -> -1, dumper())) {
			assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> collector.collect(this.finding))
				.withMessageStartingWith("a heap dump cannot be made in " + directory + ": ");
		}
	}

	@Test
	void aStaticFieldMayBeTheSuspect() throws Exception {
		String name = LEAKING;
		try (HeapDumpCollector collector = collector(SMALL, false, false)) {
			List<Artifact> artifacts = collector.collect(finding(name + ".CALLBACKS"), this.progress::add);
			assertThat(new String(artifacts.get(0).content(), StandardCharsets.UTF_8))
				.contains("\"holder\":{\"reference\":\"" + name + ".CALLBACKS\"")
				.contains(name + "$Leaked\",\"instances\":" + LeakingProcess.LEAKED + ",");
		}
	}

	@Test
	void nobodyGetsAHeapDumpWithoutAsking() {
		assertThat(collector(SMALL, true, true).isWantedFor(this.finding)).isFalse();
	}

	private HeapDumpCollector collector(long usedHeap, boolean force, boolean keep) {
		return new HeapDumpCollector(EvidenceBudget.defaults(), settings(force, keep), Clock.systemUTC(),
				() -> usedHeap, () -> -1, dumper());
	}

	private HeapDumpSettings settings(boolean force, boolean keep) {
		return new HeapDumpSettings(this.directory, force, keep, Long.MAX_VALUE, Duration.ofMinutes(2));
	}

	private static Dumper dumper() {
		return (file) -> Files.copy(dump, file);
	}

	private static void dumpThis(Path file) throws IOException {
		ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), true);
	}

	private List<String> files() throws IOException {
		try (Stream<Path> paths = Files.list(this.directory)) {
			return paths.map((path) -> path.getFileName().toString()).toList();
		}
	}

	private static Finding finding(String type) {
		return new Finding("0a1b2c3d", Kind.HEAP_GROWS, Stage.CONFIRMED, Severity.MAJOR, "test.things", "a",
				Unit.OBJECTS, Culprit.ofType(type), null, 100, 1, 10, -1, -1, TestReports.NOW, TestReports.NOW,
				TestReports.NOW, null, null, null, "grew", "mend it", Set.of(), List.of(), List.of(), List.of(), false);
	}

}

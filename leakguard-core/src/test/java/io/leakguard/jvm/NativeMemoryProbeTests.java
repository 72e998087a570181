package io.leakguard.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;

import io.leakguard.jvm.ResidentMemory.Heap;
import io.leakguard.population.Culprit;
import io.leakguard.population.Population;
import io.leakguard.population.Probe.UnavailableException;
import io.leakguard.population.Sign;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link NativeMemoryProbe}.
 */
class NativeMemoryProbeTests {

	private static final String UNACCOUNTED = "process.memory.unaccounted";

	private static final int MB = 1 << 20;

	@TempDir
	Path proc;

	@Test
	@EnabledOnOs(OS.LINUX)
	void deflatersThatAreNotEndedAreNativeMemory() {
		MinuteScans scans = scans();
		long before = scans.scan().population(UNACCOUNTED).count();
		List<Deflater> kept = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			Deflater deflater = new Deflater();
			deflater.setInput(new byte[10_000]);
			deflater.finish();
			deflater.deflate(new byte[1000]);
			kept.add(deflater);
		}
		Population after = scans.scan().population(UNACCOUNTED);
		assertThat(after.count()).isGreaterThan(before + 15 * MB);
		// that could be an arena of the allocator as well, as long as nothing explains it
		assertThat(after.isHint()).isTrue();
		kept.forEach(Deflater::end);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void heapThatIsTouchedForTheFirstTimeIsNot() {
		MinuteScans scans = scans();
		long before = scans.scan().scan().population(UNACCOUNTED).count();
		List<byte[]> kept = new ArrayList<>();
		for (int i = 0; i < 150; i++) {
			kept.add(new byte[MB]);
		}
		scans.scan();
		assertThat(kept).hasSize(150);
		long unaccounted = scans.population(UNACCOUNTED).count();
		assertThat(unaccounted).isLessThan(before + 40 * MB);
		assertThat(scans.population("process.memory.resident").count()).isGreaterThan(unaccounted + 140 * MB);
	}

	@Test
	void theHeapAndTheFilesAreLeftOut() throws IOException {
		file("status", "Name:	java\nVmRSS:	   10000 kB\nRssAnon:	    8000 kB\n");
		file("smaps", """
				e8000000-f8000000 rw-p 00000000 00:00 0
				Rss:                5000 kB
				Anonymous:          5000 kB
				f8000000-100000000 ---p 00000000 00:00 0
				Anonymous:          1000 kB
				562b02b58000-7ffd33ad1000 rw-p 00000000 00:00 0                          [heap]
				Rss:                1740 kB
				Anonymous:           300 kB
				AnonHugePages:       900 kB
				7f0000000000-7f0000001000 r-xp 00000000 fe:00 17                         /usr/lib/libc.so
				Rss:                2000 kB
				Anonymous:             0 kB
				7f1000000000-7f1000001000 rw-p 00000000 00:00 0
				Anonymous:           200 kB
				""");
		NativeMemoryProbe probe = new NativeMemoryProbe(new ResidentMemory(this.proc), () -> 100 << 10,
				() -> 20_000 << 10,
				(operation,
						arguments) -> "garbage-first heap total 1K, used 1K [0x00000000e8000000, 0x0000000100000000)",
				() -> Optional.of(Culprit.ofType("java.util.zip.Deflater")), Ration.light());
		MinuteScans scans = new MinuteScans(probe).scan();
		Population population = scans.population(UNACCOUNTED);
		assertThat(population.count()).isEqualTo(400 << 10);
		assertThat(population.limit()).isEqualTo((20_000 - (10_000 - 400)) << 10);
		assertThat(population.culprit()).isEqualTo(Culprit.UNKNOWN);
		Population resident = scans.population("process.memory.resident");
		assertThat(resident.count()).isEqualTo(10_000 << 10);
		assertThat(resident.limit()).isEqualTo(20_000 << 10);
		assertThat(resident.isTrended()).isFalse();
		Population suspected = scans.suspecting(UNACCOUNTED).scan().population(UNACCOUNTED);
		assertThat(suspected.culprit().type()).isEqualTo("java.util.zip.Deflater");
		assertThat(suspected.signs()).containsExactly(Sign.SAME_CLASS_GROWS);
	}

	@Test
	void theHeapIsFoundWhateverTheCollector() {
		assertThat(Heap.parse("""
				 PSYoungGen      total 113152K, used 7782K [0x00000000f8000000, 0x00000000ffe00000, 0x0000000100000000)
				 ParOldGen       total 258048K, used 0K [0x00000000e8000000, 0x00000000f7c00000, 0x00000000f8000000)
				""")).isEqualTo(new Heap(0xe8000000L, 0x100000000L));
		assertThat(Heap.parse("Reserved region:\n - [0x00000000e8000000, 0x0000000100000000)"))
			.isEqualTo(new Heap(0xe8000000L, 0x100000000L));
		assertThat(Heap.parse("ZHeap used 8M, capacity 378M").contains(0x1000)).isFalse();
		assertThat(Heap.parse("something else")).isNull();
		Heap own = Heap.parse(DiagnosticCommand.ofThisJvm().run("gcHeapInfo"));
		assertThat(own).isNotNull();
	}

	@Test
	void anotherPlatformSaysSo() {
		NativeMemoryProbe probe = new NativeMemoryProbe(new ResidentMemory(this.proc), () -> 0, () -> -1,
				(operation, arguments) -> "", Optional::empty, Ration.light());
		assertThatExceptionOfType(UnavailableException.class).isThrownBy(new MinuteScans(probe)::scan);
	}

	private static MinuteScans scans() {
		return new MinuteScans(new NativeMemoryProbe(DiagnosticCommand.ofThisJvm(), Optional::empty));
	}

	private void file(String name, String content) throws IOException {
		Files.writeString(this.proc.resolve(name), content);
	}

}

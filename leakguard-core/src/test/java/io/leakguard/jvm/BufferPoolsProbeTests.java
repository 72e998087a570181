package io.leakguard.jvm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import io.leakguard.population.NamePattern;
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
 * Tests for {@link BufferPoolsProbe}.
 */
class BufferPoolsProbeTests {

	private final MinuteScans scans = new MinuteScans(new BufferPoolsProbe());

	@TempDir
	Path directory;

	@Test
	void directBuffersAreCountedAgainstTheirLimit() {
		long before = this.scans.scan().population("jvm.buffers.direct").count();
		ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
		Population population = this.scans.scan().population("jvm.buffers.direct");
		assertThat(population.count()).isGreaterThanOrEqualTo(before + buffer.capacity());
		assertThat(population.limit()).isGreaterThan(0);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void mappedFilesThatWereDeletedAreNamedByTheirDirectory() throws IOException {
		List<MappedByteBuffer> kept = new ArrayList<>();
		this.scans.suspecting("jvm.buffers.mapped").scan();
		for (int i = 0; i < 4; i++) {
			kept.add(map(i));
			this.scans.scan();
		}
		String key = "mapped deleted file " + NamePattern.of(this.directory.toRealPath() + "/segment-1.bin");
		Population population = this.scans.population("jvm.buffers.mapped");
		assertThat(population.count()).isGreaterThanOrEqualTo(kept.size() * 65536L);
		assertThat(population.signs()).containsExactly(Sign.SAME_CLASS_GROWS);
		assertThat(population.culprit().type()).isEqualTo(key);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aFileThatStaysMappedGivesNoSign() throws IOException {
		MappedByteBuffer kept = map(1);
		this.scans.suspecting("jvm.buffers.mapped").scan().scan().scan().scan().scan();
		assertThat(kept.capacity()).isPositive();
		assertThat(this.scans.population("jvm.buffers.mapped").signs()).isEmpty();
	}

	@Test
	void aJvmWithoutTheBeansSaysSo() {
		MinuteScans scans = new MinuteScans(new BufferPoolsProbe(List.of(), -1, MappedFiles.ofThisProcess()));
		assertThatExceptionOfType(UnavailableException.class).isThrownBy(scans::scan);
	}

	private MappedByteBuffer map(int number) throws IOException {
		Path file = this.directory.resolve("segment-" + number + ".bin");
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE)) {
			return channel.map(MapMode.READ_WRITE, 0, 65536);
		}
		finally {
			Files.delete(file);
		}
	}

}

package io.leakguard.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FreeMemory}.
 */
class FreeMemoryTests {

	@TempDir
	private Path root;

	@Test
	void whereNothingTellsItIsUnknown() {
		assertThat(new FreeMemory(this.root).bytes()).isEqualTo(-1);
	}

	@Test
	void withoutALimitTheMachineCounts() throws IOException {
		write("proc/meminfo", "MemTotal:  9000 kB\nMemFree:  10 kB\nMemAvailable:   4000 kB\n");
		write("proc/self/cgroup", "0::/\n");
		write("sys/fs/cgroup/memory.max", "max\n");
		write("sys/fs/cgroup/memory.current", "1000\n");
		assertThat(new FreeMemory(this.root).bytes()).isEqualTo(4000 * 1024);
	}

	@Test
	void aContainerHasWhatItsLimitLeavesAndItsFileCache() throws IOException {
		write("proc/meminfo", "MemAvailable:   4000 kB\n");
		write("proc/self/cgroup", "0::/\n");
		write("sys/fs/cgroup/memory.max", "1000000\n");
		write("sys/fs/cgroup/memory.current", "900000\n");
		write("sys/fs/cgroup/memory.stat", "anon 1\nactive_file 7\ninactive_file 50000\n");
		assertThat(new FreeMemory(this.root).bytes()).isEqualTo(150_000);
	}

	@Test
	void theRecorderNeedsMoreThanIsLeftToAContainerAtItsLimit() throws IOException {
		write("proc/self/cgroup", "0::/\n");
		write("sys/fs/cgroup/memory.max", String.valueOf(512L << 20));
		write("sys/fs/cgroup/memory.stat", "inactive_file 0");
		write("sys/fs/cgroup/memory.current", String.valueOf(500L << 20));
		assertThat(new FreeMemory(this.root).hasRoomForRecorder()).isFalse();
		write("sys/fs/cgroup/memory.current", String.valueOf(300L << 20));
		assertThat(new FreeMemory(this.root).hasRoomForRecorder()).isTrue();
	}

	@Test
	void theGroupOfAServiceOfTheHostIsFound() throws IOException {
		write("proc/self/cgroup", "0::/system.slice/orders.service\n");
		write("sys/fs/cgroup/system.slice/orders.service/memory.max", "1000000\n");
		write("sys/fs/cgroup/system.slice/orders.service/memory.current", "900000\n");
		assertThat(new FreeMemory(this.root).bytes()).isEqualTo(100_000);
	}

	@Test
	void versionOneOfTheGroupsIsReadToo() throws IOException {
		write("proc/self/cgroup", "4:memory:/\n");
		write("sys/fs/cgroup/memory/memory.limit_in_bytes", "1000000\n");
		write("sys/fs/cgroup/memory/memory.usage_in_bytes", "900000\n");
		assertThat(new FreeMemory(this.root).bytes()).isEqualTo(100_000);
		write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
		assertThat(new FreeMemory(this.root).bytes()).isEqualTo(-1);
	}

	private void write(String path, String text) throws IOException {
		Path file = this.root.resolve(path);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

}

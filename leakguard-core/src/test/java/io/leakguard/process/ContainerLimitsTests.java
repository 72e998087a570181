package io.leakguard.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContainerLimits} and {@link ProcessLimits}.
 */
class ContainerLimitsTests {

	@TempDir
	Path root;

	@Test
	void version2TellsTheLimitOfItsOwnGroup() throws IOException {
		file("proc/self/cgroup", "0::/\n");
		file("sys/fs/cgroup/memory.max", "536870912\n");
		file("sys/fs/cgroup/pids.max", "100\n");
		assertThat(limits().memory()).isEqualTo(512L << 20);
		assertThat(limits().processes()).isEqualTo(100);
	}

	@Test
	void theSmallestLimitOnTheWayUpCounts() throws IOException {
		file("proc/self/cgroup", "0::/kubepods/pod1/c1\n");
		file("sys/fs/cgroup/kubepods/pod1/c1/memory.max", "max\n");
		file("sys/fs/cgroup/kubepods/pod1/memory.max", "1000\n");
		file("sys/fs/cgroup/kubepods/memory.max", "2000\n");
		assertThat(limits().memory()).isEqualTo(1000);
	}

	@Test
	void version1TellsItInTheHierarchyOfItsController() throws IOException {
		file("proc/self/cgroup", "4:memory:/docker/abc\n8:pids:/docker/abc\n0::/\n");
		file("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "1048576\n");
		file("sys/fs/cgroup/pids/docker/abc/pids.max", "50\n");
		assertThat(limits().memory()).isEqualTo(1 << 20);
		assertThat(limits().processes()).isEqualTo(50);
	}

	@Test
	void aPathOfTheHostThatIsNotMountedHereFallsBackToTheMount() throws IOException {
		file("proc/self/cgroup", "4:cpu,memory:/docker/abc\n");
		file("sys/fs/cgroup/memory/memory.limit_in_bytes", "4096\n");
		assertThat(limits().memory()).isEqualTo(4096);
	}

	@Test
	void aPathThatLeadsOutOfTheMountFallsBackToTheMount() throws IOException {
		file("proc/self/cgroup", "0::/../../elsewhere\n");
		file("sys/fs/cgroup/memory.max", "4096\n");
		assertThat(limits().memory()).isEqualTo(4096);
	}

	@Test
	void noLimitIsToldAsSuch() throws IOException {
		file("proc/self/cgroup", "4:memory:/a\n0::/a\n");
		file("sys/fs/cgroup/a/memory.max", "max\n");
		file("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "9223372036854771712\n");
		assertThat(limits().memory()).isEqualTo(-1);
		assertThat(limits().processes()).isEqualTo(-1);
	}

	@Test
	void anotherPlatformHasNoLimits() {
		assertThat(limits().memory()).isEqualTo(-1);
		assertThat(new ProcessLimits(this.root).getAsLong()).isEqualTo(-1);
	}

	@Test
	void theSmallestThreadLimitCounts() throws IOException {
		file("proc/self/limits", """
				Limit                     Soft Limit           Hard Limit           Units
				Max processes             3000                 unlimited            processes
				Max open files            1024                 4096                 files
				""");
		file("proc/sys/kernel/threads-max", "90000\n");
		file("proc/self/cgroup", "0::/\n");
		file("sys/fs/cgroup/pids.max", "2000\n");
		assertThat(new ProcessLimits(this.root).getAsLong()).isEqualTo(2000);
		file("sys/fs/cgroup/pids.max", "max\n");
		assertThat(new ProcessLimits(this.root).getAsLong()).isEqualTo(3000);
		file("proc/self/limits", "Max processes             unlimited            unlimited            processes\n");
		assertThat(new ProcessLimits(this.root).getAsLong()).isEqualTo(90000);
	}

	private ContainerLimits limits() {
		return new ContainerLimits(this.root);
	}

	private void file(String path, String content) throws IOException {
		Path file = this.root.resolve(path);
		Files.createDirectories(file.getParent());
		Files.writeString(file, content);
	}

}

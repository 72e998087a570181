package io.leakguard.jvm;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.UnixOperatingSystemMXBean;
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
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DescriptorsProbe}.
 */
class DescriptorsProbeTests {

	private final MinuteScans scans = new MinuteScans(new DescriptorsProbe());

	@TempDir
	Path directory;

	@Test
	@EnabledOnOs(OS.LINUX)
	void aDirectoryThatIsListedAndNeverClosedIsNamed() throws IOException {
		List<DirectoryStream<Path>> leaked = new ArrayList<>();
		try {
			this.scans.suspecting("process.descriptors").scan();
			for (int i = 0; i < 6; i++) {
				leaked.add(Files.newDirectoryStream(this.directory));
				this.scans.scan();
			}
			Population population = this.scans.population("process.descriptors");
			assertThat(population.culprit()).isEqualTo(Culprit.ofType("directory " + this.directory.toRealPath()));
			assertThat(population.signs()).containsExactly(Sign.OLDEST_NEVER_LEAVE);
		}
		finally {
			for (DirectoryStream<Path> stream : leaked) {
				stream.close();
			}
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void selectorsAreNotNamedByWhatWakesThem() throws IOException {
		List<Selector> leaked = new ArrayList<>();
		try {
			this.scans.suspecting("process.descriptors").scan();
			for (int i = 0; i < 6; i++) {
				leaked.add(Selector.open());
				this.scans.scan();
			}
			assertThat(this.scans.population("process.descriptors").culprit().type()).contains("eventpoll");
		}
		finally {
			for (Selector selector : leaked) {
				selector.close();
			}
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void directoriesThatAreClosedGiveNoSign() throws IOException {
		this.scans.suspecting("process.descriptors").scan();
		for (int i = 0; i < 6; i++) {
			try (DirectoryStream<Path> stream = Files.newDirectoryStream(this.directory)) {
				this.scans.scan();
			}
		}
		assertThat(this.scans.population("process.descriptors").signs()).isEmpty();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void withoutSuspicionNobodyLooksAtTargets() {
		Population population = this.scans.scan().population("process.descriptors");
		assertThat(population.count()).isPositive();
		assertThat(population.limit()).isGreaterThan(population.count());
		assertThat(population.culprit()).isEqualTo(Culprit.UNKNOWN);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void socketsAreNamedByThePortThatTheyHaveInCommon() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
				Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
				Socket accepted = server.accept()) {
			DescriptorTargets targets = new DescriptorTargets(Path.of("/proc/self"));
			assertThat(targets.read().values()).contains("server socket on port " + server.getLocalPort(),
					"socket to port " + server.getLocalPort(), "socket from a client of port " + server.getLocalPort());
			client.close();
			assertThat(targets.read().values())
				.contains("socket from a client of port " + server.getLocalPort() + " in CLOSE_WAIT");
			assertThat(accepted.isClosed()).isFalse();
		}
	}

	@Test
	void fileNamesAreShownAsPatternsOnly() {
		assertThat(DescriptorTargets.fileTarget("/tmp/upload-4711.tmp (deleted)", false))
			.isEqualTo("deleted file /tmp/upload-#.tmp");
		assertThat(DescriptorTargets.fileTarget("/var/data", true)).isEqualTo("directory /var/data");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void filesOfTheFlightRecorderAreNotOfTheApplication() throws IOException {
		Path repository = Files.createDirectory(this.directory.resolve("2026_11_29_05_18_58_1152"));
		Path chunk = repository.resolve("2026_11_29_05_18_59_01.jfr");
		Path other = this.directory.resolve("exported.jfr");
		try (OutputStream recorder = Files.newOutputStream(chunk); OutputStream own = Files.newOutputStream(other)) {
			assertThat(new DescriptorTargets(Path.of("/proc/self")).read().values())
				.anyMatch((target) -> target.contains("exported.jfr"))
				.noneMatch((target) -> target.contains("#_#.jfr"));
			Files.delete(chunk);
			assertThat(new DescriptorTargets(Path.of("/proc/self")).read().values())
				.noneMatch((target) -> target.contains("#_#.jfr"));
		}
	}

	@Test
	void whereNobodyCountsTheProbeSaysSo() {
		UnixOperatingSystemMXBean system = mock(UnixOperatingSystemMXBean.class);
		given(system.getOpenFileDescriptorCount()).willReturn(-1L);
		MinuteScans scans = new MinuteScans(
				new DescriptorsProbe(() -> system, new DescriptorTargets(this.directory), Ration.light()));
		assertThatExceptionOfType(UnavailableException.class).isThrownBy(scans::scan);
	}

	@Test
	void whereTargetsCannotBeReadDescriptorsAreStillCounted() {
		UnixOperatingSystemMXBean system = mock(UnixOperatingSystemMXBean.class);
		given(system.getOpenFileDescriptorCount()).willReturn(17L);
		given(system.getMaxFileDescriptorCount()).willReturn(100L);
		MinuteScans scans = new MinuteScans(
				new DescriptorsProbe(() -> system, new DescriptorTargets(this.directory), Ration.light()));
		Population population = scans.suspecting("process.descriptors").scan().population("process.descriptors");
		assertThat(population.count()).isEqualTo(17);
		assertThat(population.culprit()).isEqualTo(Culprit.UNKNOWN);
	}

}

package io.leakguard.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DirectoryEvidenceStore}.
 */
class DirectoryEvidenceStoreTests {

	private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

	private static final String ID = "0a1b2c3d";

	@TempDir
	private Path temp;

	@Test
	void anArtifactSurvivesARestartAsItWas() {
		store(1000).put(ID, artifact("origins.html", "text/html", "<p>", NOW.minusSeconds(5)));
		store(1000).put(ID, artifact("origins", "application/json", "{}", NOW));
		DirectoryEvidenceStore restarted = store(1000);
		assertThat(restarted.of(ID)).extracting(Artifact::name).containsExactly("origins", "origins.html");
		Artifact page = restarted.get(ID, "origins.html").orElseThrow();
		assertThat(page.mediaType()).isEqualTo("text/html");
		assertThat(page.at()).isEqualTo(NOW.minusSeconds(5));
		assertThat(page.content()).asString(StandardCharsets.UTF_8).isEqualTo("<p>");
	}

	@Test
	void whatThereIsIsListedWithoutBeingRead() throws IOException {
		DirectoryEvidenceStore store = store(1000);
		assertThat(store.list(ID)).isEmpty();
		store.put(ID, artifact("origins.html", "text/html", "<p>", NOW.minusSeconds(5)));
		store.put(ID, artifact("origins", "application/json", "{}", NOW));
		assertThat(store.list(ID)).containsExactly(new ArtifactSummary("origins", "application/json", 2, NOW),
				new ArtifactSummary("origins.html", "text/html", 3, NOW.minusSeconds(5)));
		assertThat(store(1000).list(ID)).hasSize(2);
		Files.delete(this.temp.resolve("evidence").resolve(ID).resolve("origins"));
		assertThat(store.get(ID, "origins")).isEmpty();
		assertThat(store.list(ID)).extracting(ArtifactSummary::name).containsExactly("origins.html");
		assertThat(store.list("../" + ID)).isEmpty();
	}

	@Test
	void aNewerArtifactTakesThePlaceOfTheOlder() throws IOException {
		DirectoryEvidenceStore store = store(1000);
		store.put(ID, artifact("origins", "application/json", "old", NOW));
		store.put(ID, artifact("origins", "application/json", "new", NOW));
		assertThat(store.get(ID, "origins").orElseThrow().content()).asString(StandardCharsets.UTF_8).isEqualTo("new");
		assertThat(files()).containsExactly("evidence/0a1b2c3d/origins");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void onlyTheOwnerCanReadIt() throws IOException {
		store(1000).put(ID, artifact("origins", "application/json", "{}", NOW));
		assertThat(permissions("evidence")).isEqualTo("rwx------");
		assertThat(permissions("evidence/" + ID)).isEqualTo("rwx------");
		assertThat(permissions("evidence/" + ID + "/origins")).isEqualTo("rw-------");
	}

	@ParameterizedTest
	@ValueSource(strings = { "../secret", "..", ".", "", "/etc/passwd", "a/../../secret", "%2e%2e%2fsecret",
			"..\\secret", "origins\u0000", "ORIGINS", "origins.html.svg", ".part" })
	void aNameOfAnotherFormReadsAndWritesNothing(String name) throws IOException {
		Files.writeString(this.temp.resolve("secret"), "secret");
		DirectoryEvidenceStore store = store(1000);
		store.put(ID, artifact("origins", "application/json", "{}", NOW));
		assertThat(store.get(ID, name)).isEmpty();
		assertThat(store.get(name, "origins")).isEmpty();
		assertThat(store.of(name)).isEmpty();
		store.put(ID, artifact(name, "application/json", "evil", NOW));
		store.put(name, artifact("origins", "application/json", "evil", NOW));
		assertThat(files()).containsExactly("evidence/0a1b2c3d/origins", "secret");
		assertThat(store.get(ID, "origins").orElseThrow().content()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aLinkIsNotFollowed() throws IOException {
		Path secret = Files.writeString(this.temp.resolve("secret"), "secret");
		DirectoryEvidenceStore store = store(1000);
		store.put(ID, artifact("origins", "application/json", "{}", NOW));
		Files.createSymbolicLink(this.temp.resolve("evidence/" + ID + "/link"), secret);
		Files.createSymbolicLink(this.temp.resolve("evidence/ffffffff"), this.temp.resolve("evidence/" + ID));
		assertThat(store.get(ID, "link")).isEmpty();
		assertThat(store.of(ID)).extracting(Artifact::name).containsExactly("origins");
		assertThat(store.of("ffffffff")).isEmpty();
	}

	@Test
	void theOldestGoWhenThereIsTooMuch() throws IOException {
		DirectoryEvidenceStore store = store(100);
		store.put("00000001", artifact("origins", "application/json", "x".repeat(40), NOW.minusSeconds(3)));
		store.put("00000002", artifact("origins", "application/json", "x".repeat(40), NOW.minusSeconds(2)));
		assertThat(files()).hasSize(2);
		store.put("00000003", artifact("origins", "application/json", "x".repeat(40), NOW.minusSeconds(1)));
		assertThat(files()).containsExactly("evidence/00000002/origins", "evidence/00000003/origins");
		assertThat(this.temp.resolve("evidence/00000001")).doesNotExist();
	}

	@Test
	void whatIsTooOldGoesAndWhatIsNotOursStays() throws IOException {
		DirectoryEvidenceStore store = store(1000);
		store.put("00000001", artifact("origins", "application/json", "{}", NOW.minus(Duration.ofDays(8))));
		assertThat(store.of("00000001")).isEmpty();
		Path foreign = Files.writeString(this.temp.resolve("evidence/README.md"), "ours");
		Files.setLastModifiedTime(foreign, FileTime.from(NOW.minus(Duration.ofDays(80))));
		store.put("00000002", artifact("origins", "application/json", "{}", NOW.minus(Duration.ofDays(6))));
		assertThat(files()).containsExactly("evidence/00000002/origins", "evidence/README.md");
	}

	@Test
	void whatAKilledProcessLeftIsRemoved() throws IOException {
		Path folder = Files.createDirectories(this.temp.resolve("evidence/" + ID));
		Path left = Files.writeString(folder.resolve(".123.part"), "half");
		Path underWay = Files.writeString(folder.resolve(".124.part"), "half");
		Files.setLastModifiedTime(left, FileTime.from(NOW.minusSeconds(120)));
		Files.setLastModifiedTime(underWay, FileTime.from(NOW));
		DirectoryEvidenceStore store = store(1000);
		assertThat(store.of(ID)).isEmpty();
		store.put(ID, artifact("origins", "application/json", "{}", NOW));
		assertThat(left).doesNotExist();
		assertThat(underWay).exists();
	}

	@Test
	void whatCannotBeWrittenIsKeptInMemoryAndLeavesNothingBehind() throws IOException {
		Path file = Files.writeString(this.temp.resolve("evidence"), "a file where the directory should be");
		DirectoryEvidenceStore store = store(1000);
		store.put(ID, artifact("origins", "application/json", "{}", NOW));
		assertThat(store.get(ID, "origins")).isPresent();
		assertThat(store.of(ID)).hasSize(1);
		assertThat(files()).containsExactly("evidence");
		Files.delete(file);
		store.put(ID, artifact("origins", "application/json", "{1}", NOW));
		store.close();
		assertThat(store.get(ID, "origins").orElseThrow().content()).asString(StandardCharsets.UTF_8).isEqualTo("{1}");
	}

	@Test
	void anArtifactThatIsTooLargeIsNotWritten() throws IOException {
		DirectoryEvidenceStore store = store(10);
		store.put(ID, artifact("origins", "application/json", "x".repeat(11), NOW));
		assertThat(store.get(ID, "origins")).isPresent();
		assertThat(files()).isEmpty();
	}

	@Test
	void aBoundMustBePositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> store(0)).withMessageContaining("must be positive");
	}

	private DirectoryEvidenceStore store(long maxBytes) {
		return new DirectoryEvidenceStore(this.temp.resolve("evidence"), maxBytes, Duration.ofDays(7),
				Clock.fixed(NOW, ZoneOffset.UTC));
	}

	private static Artifact artifact(String name, String mediaType, String content, Instant at) {
		return new Artifact(name, mediaType, content.getBytes(StandardCharsets.UTF_8), at);
	}

	private String permissions(String path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(this.temp.resolve(path)));
	}

	private List<String> files() throws IOException {
		try (Stream<Path> paths = Files.walk(this.temp)) {
			return paths.filter(Files::isRegularFile)
				.map((path) -> this.temp.relativize(path).toString().replace('\\', '/'))
				.sorted()
				.toList();
		}
	}

}

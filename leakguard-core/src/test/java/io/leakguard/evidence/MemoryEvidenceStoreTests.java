package io.leakguard.evidence;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryEvidenceStore}.
 */
class MemoryEvidenceStoreTests {

	private final MemoryEvidenceStore store = new MemoryEvidenceStore();

	@Test
	void theFirstFindingsGoWhenThereAreTooMany() {
		for (int i = 0; i < 51; i++) {
			this.store.put("id" + i, artifact("origins", 1));
		}
		assertThat(this.store.of("id0")).isEmpty();
		assertThat(this.store.of("id1")).hasSize(1);
		assertThat(this.store.get("id50", "origins")).isPresent();
	}

	@Test
	void theFirstFindingsGoWhenTheirEvidenceIsTooLarge() {
		this.store.put("a", artifact("origins", 3 << 20));
		this.store.put("b", artifact("origins", 3 << 20));
		this.store.put("b", artifact("origins", 3 << 20));
		assertThat(this.store.of("a")).hasSize(1);
		this.store.put("a", artifact("reference-chain", 3 << 20));
		assertThat(this.store.of("b")).isEmpty();
		assertThat(this.store.of("a")).hasSize(2);
	}

	@Test
	void nothingIsKeptAfterItsEnd() {
		this.store.put("a", artifact("origins", 1));
		this.store.close();
		assertThat(this.store.of("a")).isEmpty();
	}

	private static Artifact artifact(String name, int bytes) {
		return new Artifact(name, "application/json", new byte[bytes], Instant.EPOCH);
	}

}

package io.leakguard.evidence;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ObjectSampler} and {@link ReferenceTree} with the real flight
 * recorder.
 */
class ObjectSamplerTests {

	private static final Map<Integer, Runnable> CALLBACKS = new ConcurrentHashMap<>();

	@Test
	void theChainNamesTheStaticMapTheLambdaAndWhatItCaptured() throws Exception {
		try (ObjectSampler sampler = new ObjectSampler()) {
			sampler.start();
			List<ReferenceSample> samples = List.of();
			// which objects are sampled is chance
			for (int round = 0; round < 20 && samples.isEmpty(); round++) {
				leak(round * 1200);
				samples = sampler.take(Duration.ofSeconds(2))
					.stream()
					.filter((sample) -> String.valueOf(sample.site()).contains("register") && !sample.path().isEmpty())
					.toList();
			}
			ReferenceTree tree = ReferenceTree.of(samples);
			assertThat(tree.samples()).isPositive();
			assertThat(tree.holder()).isEqualTo("ObjectSamplerTests.CALLBACKS");
			assertThat(tree.mainChain()).anyMatch((node) -> node.meaning().equals("captured variable 1"));
			assertThat(samples.get(0).site()).contains("ObjectSamplerTests.register(ObjectSamplerTests.java:");
			String json = new ReferenceTreeWriter(tree).json("note", "G1", SampleSupport.GOOD);
			assertThat(json).contains("\"holder\":\"ObjectSamplerTests.CALLBACKS\"")
				.contains("\"collector\":\"G1\",\"worksHere\":\"GOOD\"")
				.contains("ObjectSamplerTests$$Lambda");
			assertThat(new ReferenceTreeWriter(tree).svg()).contains("<svg").contains("ObjectSamplerTests.CALLBACKS");
			assertThat(new ReferenceTreeWriter(tree).dot()).startsWith("digraph");
		}
		finally {
			CALLBACKS.clear();
		}
	}

	@Test
	void theCutoffOfAnotherRecordingIsSeen() {
		try (ObjectSampler sampler = new ObjectSampler(); Recording other = new Recording()) {
			sampler.start();
			assertThat(sampler.longestForeignCutoff()).isEmpty();
			other.enable("jdk.OldObjectSample").with("cutoff", "infinity");
			other.start();
			assertThat(sampler.longestForeignCutoff())
				.hasValueSatisfying((cutoff) -> assertThat(cutoff).isGreaterThan(Duration.ofDays(1)));
			assertThat(other.getSettings()).containsEntry("jdk.OldObjectSample#cutoff", "infinity");
		}
	}

	@ParameterizedTest
	@CsvSource({ "0 ns, PT0S", "500 ms, PT0.5S", "2 s, PT2S", "1 h, PT1H", "infinity, PT876000H" })
	void cutoffsAreRead(String setting, Duration duration) {
		assertThat(ObjectSampler.durationOf(setting)).isEqualTo(duration);
	}

	@Test
	void aSearchWithoutACutoffIsRefused() {
		try (ObjectSampler sampler = new ObjectSampler()) {
			assertThatIllegalArgumentException().isThrownBy(() -> sampler.take(Duration.ZERO))
				.withMessageContaining("'cutoff' must be positive");
		}
	}

	private static void leak(int from) {
		for (int round = 0; round < 4; round++) {
			for (int i = 0; i < 300; i++) {
				register(from + round * 300 + i);
				assertThat(new byte[100_000]).hasSize(100_000);
			}
			System.gc();
		}
	}

	private static void register(int key) {
		byte[] large = new byte[20_000];
		CALLBACKS.put(key, () -> large[0]++);
	}

}

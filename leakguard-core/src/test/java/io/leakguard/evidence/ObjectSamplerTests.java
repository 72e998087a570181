package io.leakguard.evidence;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.Test;

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
			for (int round = 0; round < 4; round++) {
				for (int i = 0; i < 300; i++) {
					register(round * 300 + i);
					assertThat(new byte[100_000]).hasSize(100_000);
				}
				System.gc();
			}
			List<ReferenceSample> samples = sampler.take(Duration.ofSeconds(2))
				.stream()
				.filter((sample) -> String.valueOf(sample.site()).contains("register"))
				.toList();
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
	void aSearchWithoutACutoffIsRefused() {
		try (ObjectSampler sampler = new ObjectSampler()) {
			assertThatIllegalArgumentException().isThrownBy(() -> sampler.take(Duration.ZERO))
				.withMessageContaining("'cutoff' must be positive");
		}
	}

	private static void register(int key) {
		byte[] large = new byte[20_000];
		CALLBACKS.put(key, () -> large[0]++);
	}

}

package io.leakguard.autoconfigure.probe.harvest;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrpcOrphansProbe}, {@link CaffeineBrokenKeysProbe} and
 * {@link NettyLeaksProbe}.
 */
class HarvestProbesTests {

	@Test
	void aChannelThatIsDroppedIsNamedWithThePlaceThatMadeIt() {
		GrpcOrphansProbe probe = new GrpcOrphansProbe();
		Counts counts = Counts.of(probe);
		assertThat(counts.scan().has(GrpcOrphansProbe.POPULATION)).isFalse();
		for (int i = 0; i < 5; i++) {
			drop();
		}
		Awaitility.await().pollInterval(Duration.ofMillis(100)).until(() -> {
			System.gc();
			shutDown();
			return counts.scan().has(GrpcOrphansProbe.POPULATION)
					&& counts.population(GrpcOrphansProbe.POPULATION).count() == 5;
		});
		Fact fact = counts.population(GrpcOrphansProbe.POPULATION).facts().get(0);
		assertThat(fact.kind()).isEqualTo(Kind.NOT_CLOSED);
		assertThat(fact.exact()).isTrue();
		assertThat(fact.count()).isEqualTo(5);
		assertThat(fact.culprit().site()).contains("HarvestProbesTests.drop(");
		probe.close();
	}

	@Test
	void aChannelThatIsShutDownIsNotReported() {
		GrpcOrphansProbe probe = new GrpcOrphansProbe();
		for (int i = 0; i < 5; i++) {
			shutDown();
			System.gc();
		}
		assertThat(Counts.of(probe).scan().has(GrpcOrphansProbe.POPULATION)).isFalse();
		probe.close();
	}

	@Test
	void keysThatCaffeineCannotEvictAreNamedByTheirClass() {
		Logger logger = Logger.getLogger(CaffeineBrokenKeysProbe.LOGGER);
		// contexts of other tests may be cached and listen, too
		int handlers = logger.getHandlers().length;
		CaffeineBrokenKeysProbe probe = new CaffeineBrokenKeysProbe();
		logger.setUseParentHandlers(false);
		Cache<Key, Integer> cache = Caffeine.newBuilder().maximumSize(10).executor(Runnable::run).build();
		for (int i = 0; i < 200; i++) {
			Key key = new Key(i + 1);
			cache.put(key, i);
			key.value = -i - 1;
		}
		Counts counts = Counts.of(probe).scan();
		assertThat(counts.population(CaffeineBrokenKeysProbe.POPULATION).facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.KEY_MUTATED);
			assertThat(fact.culprit().type()).isEqualTo(Key.class.getName());
			assertThat(fact.count()).isGreaterThan(100);
		});
		probe.close();
		logger.setUseParentHandlers(true);
		assertThat(logger.getHandlers()).hasSize(handlers);
	}

	@Test
	void buffersThatAreNotReleasedAreNamedWithThePlaceThatMadeThem() {
		NettyLeaksProbe probe = new NettyLeaksProbe();
		ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		try {
			Counts counts = Counts.of(probe).scan();
			released();
			assertThat(counts.scan().has(NettyLeaksProbe.POPULATION)).isFalse();
			unreleased();
			Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> {
				System.gc();
				released();
				return counts.scan().has(NettyLeaksProbe.POPULATION);
			});
			assertThat(counts.population(NettyLeaksProbe.POPULATION).facts()).singleElement().satisfies((fact) -> {
				assertThat(fact.kind()).isEqualTo(Kind.NOT_CLOSED);
				assertThat(fact.culprit().type()).isEqualTo("io.netty.buffer.ByteBuf");
				assertThat(fact.culprit().site()).contains("HarvestProbesTests.unreleased(");
			});
		}
		finally {
			ResourceLeakDetector.setLevel(before);
			probe.close();
		}
	}

	private static void unreleased() {
		ByteBufAllocator.DEFAULT.buffer(16);
	}

	private static void released() {
		ByteBufAllocator.DEFAULT.buffer(16).release();
	}

	private static void drop() {
		NettyChannelBuilder.forAddress("localhost", 1).usePlaintext().build();
	}

	private static void shutDown() {
		ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", 1).usePlaintext().build();
		channel.shutdownNow();
		try {
			channel.awaitTermination(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static final class Key {

		private int value;

		Key(int value) {
			this.value = value;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Key key && key.value == this.value;
		}

		@Override
		public int hashCode() {
			return this.value;
		}

	}

}

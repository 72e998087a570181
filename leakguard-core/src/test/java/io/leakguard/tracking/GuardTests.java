package io.leakguard.tracking;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.leakguard.population.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Guard}, {@link ClosingIterator} and {@link ClosingSpliterator}.
 */
class GuardTests {

	private final Scans scans = new Scans();

	private final Tracking tracking = this.scans.tracking;

	private final AtomicInteger closes = new AtomicInteger();

	@Test
	void aGuardClosesExactlyOnce() {
		Guard<StringBuilder> guard = this.tracking.guard(new StringBuilder("r"), (r) -> this.closes.incrementAndGet());
		assertThat(guard.get()).hasToString("r");
		guard.close();
		guard.close();
		assertThat(this.closes).hasValue(1);
		assertThat(guard.isClosed()).isTrue();
		assertThatIllegalStateException().isThrownBy(guard::get).withMessageContaining("StringBuilder is closed");
		assertThat(open("tracking.guarded")).isZero();
	}

	@Test
	void aCloserThatFailsIsNotTriedAgain() {
		Guard<Object> guard = this.tracking.guard(new Object(), (r) -> {
			this.closes.incrementAndGet();
			throw new IOException("disk");
		});
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(guard::close);
		guard.close();
		assertThat(this.closes).hasValue(1);
		assertThat(open("tracking.guarded")).isZero();
	}

	@Test
	void aGuardThatIsDroppedIsToldWithTheClassOfItsResource() {
		for (int i = 0; i < 50; i++) {
			this.tracking.guard(new StringBuilder("r"), (r) -> this.closes.incrementAndGet());
		}
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			this.scans.scan();
			assertThat(this.scans.facts(Kind.NOT_CLOSED)).singleElement().satisfies((fact) -> {
				assertThat(fact.count()).isEqualTo(50);
				assertThat(fact.culprit().type()).isEqualTo("java.lang.StringBuilder");
				assertThat(fact.culprit().site()).contains("aGuardThatIsDroppedIsToldWithTheClassOfItsResource");
			});
		});
		assertThat(this.closes).hasValue(0);
	}

	@Test
	void anIteratorClosesItselfAtItsEnd() {
		ClosingIterator<Integer> iterator = this.tracking.closing(List.of(1, 2).iterator(),
				(i) -> this.closes.incrementAndGet());
		List<Integer> seen = new ArrayList<>();
		while (iterator.hasNext()) {
			seen.add(iterator.next());
		}
		assertThat(seen).containsExactly(1, 2);
		assertThat(iterator.hasNext()).isFalse();
		iterator.close();
		assertThat(this.closes).hasValue(1);
		assertThat(open("tracking.iterators")).isZero();
	}

	@Test
	void anIteratorThatIsLeftHalfWayIsOpen() {
		ClosingIterator<Integer> iterator = this.tracking.closing(List.of(1, 2).iterator(),
				(i) -> this.closes.incrementAndGet());
		iterator.next();
		assertThat(this.closes).hasValue(0);
		assertThat(open("tracking.iterators")).isOne();
		iterator.close();
		assertThat(this.closes).hasValue(1);
		assertThat(iterator.hasNext()).isFalse();
	}

	@Test
	void forEachRemainingClosesToo() {
		Iterator<Integer> iterator = this.tracking.closing(List.of(1, 2).iterator(),
				(i) -> this.closes.incrementAndGet());
		iterator.forEachRemaining((element) -> {
		});
		assertThat(this.closes).hasValue(1);
	}

	@Test
	void aStreamClosesItselfAtItsEnd() {
		AtomicInteger inner = new AtomicInteger();
		Stream<String> source = Stream.of("a", "b", "c").onClose(inner::incrementAndGet);
		assertThat(this.tracking.closing(source, Stream::close).map(String::toUpperCase).toList()).containsExactly("A",
				"B", "C");
		assertThat(inner).hasValue(1);
		assertThat(open("tracking.streams")).isZero();
	}

	@Test
	void aStreamThatIsOnlyCountedClosesItselfToo() {
		assertThat(this.tracking.closing(List.of("a", "b", "c").stream(), (s) -> this.closes.incrementAndGet()).count())
			.isEqualTo(3);
		assertThat(this.closes).hasValue(1);
		assertThat(open("tracking.streams")).isZero();
	}

	@Test
	void aStreamThatStopsHalfWayMustBeClosed() {
		Stream<String> stream = this.tracking.closing(Stream.of("a", "b", "c"), (s) -> this.closes.incrementAndGet());
		assertThat(stream.findFirst()).contains("a");
		assertThat(this.closes).hasValue(0);
		assertThat(open("tracking.streams")).isOne();
		stream.close();
		stream.close();
		assertThat(this.closes).hasValue(1);
		assertThat(open("tracking.streams")).isZero();
	}

	@Test
	void aParallelStreamClosesWhenAllItsPartsAreDone() {
		Stream<Integer> source = IntStream.range(0, 10_000).boxed().parallel();
		AtomicInteger closedAt = new AtomicInteger(-1);
		AtomicInteger seen = new AtomicInteger();
		this.tracking.closing(source, (s) -> {
			this.closes.incrementAndGet();
			closedAt.set(seen.get());
		}).forEach((i) -> seen.incrementAndGet());
		assertThat(this.closes).hasValue(1);
		assertThat(closedAt).hasValue(10_000);
	}

	private long open(String name) {
		return this.scans.scan().population(name).count();
	}

}

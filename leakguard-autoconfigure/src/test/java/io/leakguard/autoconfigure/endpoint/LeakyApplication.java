package io.leakguard.autoconfigure.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.leakguard.autoconfigure.LeakGuardCustomizer;
import io.leakguard.evidence.Artifact;
import io.leakguard.evidence.EvidenceCollector;
import io.leakguard.finding.Finding;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application that leaks for certain, watched by a real LeakGuard.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
		"org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration" })
class LeakyApplication {

	static final String MARKUP = "</script><img src=x onerror=alert(1)>\u2028\"'&";

	@Bean
	LeakGuardCustomizer leaks() {
		return (builder) -> builder.probe(new Leaks());
	}

	@Bean
	Snapshot snapshot() {
		return new Snapshot();
	}

	@Bean
	Recording recording() {
		return new Recording();
	}

	private static final class Leaks implements Probe {

		private final Instant since = Instant.now();

		@Override
		public String name() {
			return "test.leaks";
		}

		@Override
		public void count(Census census) {
			census.population("test.streams", Kind.NOT_CLOSED, Unit.OBJECTS)
				.count(3)
				.fact(Fact.exact(Kind.NOT_CLOSED, new Culprit(MARKUP, MARKUP), 3, this.since,
						"3 were collected open: " + MARKUP));
			census.population("test.tasks", Kind.TASK_STUCK, Unit.TASKS)
				.count(1)
				.fact(Fact.exact(Kind.TASK_STUCK, Culprit.ofType("com.acme.Task"), 1, this.since, "1 is stuck"));
		}

	}

	/** Gives an artifact of each media type. */
	static final class Snapshot implements EvidenceCollector {

		@Override
		public String name() {
			return "snapshot";
		}

		@Override
		public boolean isWantedFor(Finding finding) {
			return true;
		}

		@Override
		public List<Artifact> collect(Finding finding) throws IOException {
			return List.of(artifact("snapshot", "application/json", "{\"a\":1}"),
					artifact("snapshot.html", "text/html", "<script>document.title='ran'</script>"),
					artifact("snapshot.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
					artifact("snapshot.dot", "text/vnd.graphviz", "digraph {}"));
		}

		private static Artifact artifact(String name, String type, String content) {
			return new Artifact(name, type, content.getBytes(StandardCharsets.UTF_8), Instant.now());
		}

	}

	/** Takes until it is let go. */
	static final class Recording implements EvidenceCollector {

		final AtomicInteger most = new AtomicInteger();

		private final AtomicInteger running = new AtomicInteger();

		volatile @Nullable Duration asked;

		volatile CountDownLatch end = new CountDownLatch(0);

		@Override
		public String name() {
			return "recording";
		}

		@Override
		public boolean isWantedFor(Finding finding) {
			return false;
		}

		@Override
		public Duration longestDuration() {
			return Duration.ofSeconds(60);
		}

		@Override
		public List<Artifact> collect(Finding finding) {
			return List.of();
		}

		@Override
		public List<Artifact> collect(Finding finding, @Nullable Duration duration, Consumer<String> progress)
				throws Exception {
			this.most.accumulateAndGet(this.running.incrementAndGet(), Math::max);
			this.asked = duration;
			progress.accept("half done");
			this.end.await(30, TimeUnit.SECONDS);
			this.running.decrementAndGet();
			return List.of();
		}

	}

}

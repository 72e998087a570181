package io.leakguard.autoconfigure.event;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.TestReports;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.finding.StageChange;
import io.leakguard.finding.Status;
import io.leakguard.population.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class LeakFindingEventPublisherTests {

	private final LeakGuard leakGuard = TestReports.leakGuard(TestReports.report(Status.CLEAN));

	private final StageChange change = new StageChange(
			TestReports.finding("1", Kind.QUEUE_GROWS, Stage.CONFIRMED, Severity.MAJOR), Stage.SUSPECTED);

	private final List<LeakFindingEvent> events = new CopyOnWriteArrayList<>();

	@Test
	void publishesTheFindingWithItsStages() {
		GenericApplicationContext context = context((event) -> this.events.add(event));
		new LeakFindingEventPublisher(this.leakGuard, context).changed(this.change);
		Awaitility.await().until(() -> !this.events.isEmpty());
		assertThat(this.events).singleElement().satisfies((event) -> {
			assertThat(event.getFinding().id()).isEqualTo("1");
			assertThat(event.getStage()).isEqualTo(Stage.CONFIRMED);
			assertThat(event.getPreviousStage()).isEqualTo(Stage.SUSPECTED);
			assertThat(event.getSource()).isSameAs(this.leakGuard);
		});
	}

	@Test
	void aListenerThatThrowsStopsNothing() {
		GenericApplicationContext context = context((event) -> {
			this.events.add(event);
			throw new IllegalStateException("a listener of the application fails");
		});
		LeakFindingEventPublisher publisher = new LeakFindingEventPublisher(this.leakGuard, context);
		publisher.changed(this.change);
		publisher.changed(this.change);
		Awaitility.await().until(() -> this.events.size() == 2);
	}

	@Test
	void aListenerSeesTheClassLoaderOfTheApplication() {
		List<ClassLoader> seen = new CopyOnWriteArrayList<>();
		GenericApplicationContext context = context(
				(event) -> seen.add(Thread.currentThread().getContextClassLoader()));
		new LeakFindingEventPublisher(this.leakGuard, context).changed(this.change);
		Awaitility.await().until(() -> !seen.isEmpty());
		assertThat(seen).containsExactly(context.getClassLoader());
	}

	@Test
	void aListenerThatHangsKeepsNobodyWaitingAndEndsWithTheContext() throws InterruptedException {
		CountDownLatch hanging = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		GenericApplicationContext context = context((event) -> {
			hanging.countDown();
			try {
				Thread.sleep(Long.MAX_VALUE);
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		});
		try (LeakFindingEventPublisher publisher = new LeakFindingEventPublisher(this.leakGuard, context)) {
			for (int i = 0; i < 1000; i++) {
				publisher.changed(this.change);
			}
			assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void nothingIsPublishedOnceTheContextIsClosed() {
		GenericApplicationContext context = context((event) -> this.events.add(event));
		context.close();
		LeakFindingEventPublisher publisher = new LeakFindingEventPublisher(this.leakGuard, context);
		publisher.changed(this.change);
		Awaitility.await().during(Duration.ofMillis(100)).until(this.events::isEmpty);
	}

	private static GenericApplicationContext context(ApplicationListener<LeakFindingEvent> listener) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.addApplicationListener(new Listener(listener));
		context.refresh();
		return context;
	}

	private record Listener(
			ApplicationListener<LeakFindingEvent> delegate) implements ApplicationListener<LeakFindingEvent> {

		@Override
		public void onApplicationEvent(LeakFindingEvent event) {
			this.delegate.onApplicationEvent(event);
		}

	}

}

package io.leakguard.autoconfigure.event;

import java.util.ArrayList;
import java.util.List;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.TestReports;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.finding.StageChange;
import io.leakguard.finding.Status;
import io.leakguard.population.Kind;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class LeakFindingEventPublisherTests {

	private final LeakGuard leakGuard = TestReports.leakGuard(TestReports.report(Status.CLEAN));

	private final StageChange change = new StageChange(
			TestReports.finding("1", Kind.QUEUE_GROWS, Stage.CONFIRMED, Severity.MAJOR), Stage.SUSPECTED);

	private final List<LeakFindingEvent> events = new ArrayList<>();

	@Test
	void publishesTheFindingWithItsStages() {
		GenericApplicationContext context = context((event) -> this.events.add(event));
		new LeakFindingEventPublisher(this.leakGuard, context).changed(this.change);
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
		assertThat(this.events).hasSize(2);
	}

	@Test
	void aListenerSeesTheClassLoaderOfTheApplication() throws InterruptedException {
		List<ClassLoader> seen = new ArrayList<>();
		GenericApplicationContext context = context(
				(event) -> seen.add(Thread.currentThread().getContextClassLoader()));
		List<ClassLoader> after = new ArrayList<>();
		Thread thread = new Thread(() -> {
			Thread.currentThread().setContextClassLoader(null);
			new LeakFindingEventPublisher(this.leakGuard, context).changed(this.change);
			after.add(Thread.currentThread().getContextClassLoader());
		});
		thread.start();
		thread.join();
		assertThat(seen).containsExactly(context.getClassLoader());
		assertThat(after).containsOnlyNulls();
	}

	@Test
	void nothingIsPublishedOnceTheContextIsClosed() {
		GenericApplicationContext context = context((event) -> this.events.add(event));
		context.close();
		new LeakFindingEventPublisher(this.leakGuard, context).changed(this.change);
		assertThat(this.events).isEmpty();
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

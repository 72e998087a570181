package io.leakguard.autoconfigure.registration;

import java.time.Instant;

import com.acme.registry.Desk;
import com.acme.registry.PriceClient;
import com.acme.registry.PriceFeed;
import com.acme.registry.Topics;
import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Tracker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class TrackRegistrationsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withPropertyValues("leakguard.interval=1h")
		.withConfiguration(
				AutoConfigurations.of(LeakGuardAutoConfiguration.class, TrackRegistrationsAutoConfiguration.class));

	@Test
	void whatIsRegisteredAndForgottenIsCountedWithItsClassAndLine() {
		withFeed((feed, tracker, leakGuard) -> {
			PriceClient client = new PriceClient(feed);
			for (int i = 0; i < 50; i++) {
				client.forget();
			}
			assertThat(tracker.open()).isEqualTo(50);
			Population population = count(leakGuard, "registrations.feed");
			assertThat(population.kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
			Group group = population.groups().get(0);
			assertThat(group.count()).isEqualTo(50);
			assertThat(group.culprit().type()).isEqualTo("com.acme.registry.PriceClient$Listener");
			assertThat(group.culprit().site()).startsWith("com.acme.registry.PriceClient.forget(PriceClient.java:");
		});
	}

	@Test
	void whatIsTakenBackIsNotCounted() {
		withFeed((feed, tracker, leakGuard) -> {
			PriceClient client = new PriceClient(feed);
			for (int i = 0; i < 50; i++) {
				client.behave();
			}
			assertThat(tracker.open()).isZero();
			assertThat(tracker.totalOpened()).isEqualTo(51);
			assertThat(tracker.totalClosed()).isEqualTo(51);
		});
	}

	@Test
	void clearingTakesEverythingBack() {
		withFeed((feed, tracker, leakGuard) -> {
			Runnable listener = () -> {
			};
			feed.subscribe(listener);
			feed.clear();
			assertThat(tracker.open()).isZero();
			assertThat(feed.count()).isZero();
		});
	}

	@Test
	void theSameRegisteredAgainIsCountedOnce() {
		withFeed((feed, tracker, leakGuard) -> {
			Runnable listener = () -> {
			};
			for (int i = 0; i < 10; i++) {
				feed.subscribe(listener);
			}
			assertThat(tracker.open()).isEqualTo(1);
		});
	}

	@Test
	void aKeyIsEnoughToTakeARegistrationBack() {
		withTopics((topics, tracker) -> {
			Object callback = new Object();
			topics.register("a", callback);
			topics.register("b", callback);
			assertThat(tracker.open()).isEqualTo(2);
			topics.unregister("a");
			assertThat(tracker.open()).isEqualTo(1);
			topics.unregister("unknown");
			assertThat(tracker.open()).isEqualTo(1);
			topics.unregister("b");
			assertThat(tracker.open()).isZero();
		});
	}

	@Test
	void whatIsReplacedUnderItsKeyCountsUntilItIsCollected() {
		withTopics((topics, tracker) -> {
			for (int i = 0; i < 50; i++) {
				topics.register("a", new Object());
			}
			Awaitility.await().untilAsserted(() -> {
				System.gc();
				tracker.open();
				topics.unregister("unknown");
				assertThat(tracker.open()).isEqualTo(1);
			});
		});
	}

	@Test
	void whatIsReturnedTakesTheRegistrationBack() {
		withTopics((topics, tracker) -> {
			Object callback = new Object();
			AutoCloseable registration = topics.listen(callback);
			assertThat(tracker.open()).isEqualTo(1);
			assertThat(registration).isEqualTo(registration);
			close(registration);
			close(registration);
			assertThat(tracker.open()).isZero();
			assertThat(topics.count()).isZero();
		});
	}

	@Test
	void aRegistrationOfAnInterfaceThatNobodySeesWorksAndComesBackAsItWasMade() {
		this.runner.withBean("desk", Desk.class).run((context) -> {
			Desk desk = context.getBean(Desk.class);
			Desk.inAndOut(desk);
			assertThat(desk.count()).isZero();
			Tracker tracker = tracker(context.getBean(LeakGuard.class), "acme.desk");
			assertThat(tracker.totalOpened()).isEqualTo(2);
			assertThat(tracker.open()).isZero();
		});
	}

	@Test
	void aRegistrationThatWasRefusedIsNotCounted() {
		withTopics((topics, tracker) -> {
			assertThat(topics.addOnce("a", new Object())).isTrue();
			assertThat(topics.addOnce("a", new Object())).isFalse();
			assertThat(tracker.totalOpened()).isEqualTo(1);
			assertThat(tracker.name()).isEqualTo("acme.topics");
			assertThat(tracker.kind()).isEqualTo(Kind.SUBSCRIPTION_NOT_CANCELLED);
		});
	}

	@Test
	void onlyTheBeanThatAsksIsReplacedAndItKeepsItsType(CapturedOutput output) {
		this.runner.withBean("feed", PriceFeed.class).withBean("plain", PlainRegistry.class).run((context) -> {
			assertThat(AopUtils.isCglibProxy(context.getBean("feed"))).isTrue();
			assertThat(context).hasSingleBean(PriceFeed.class);
			assertThat(AopUtils.isAopProxy(context.getBean("plain"))).isFalse();
			assertThat(output).doesNotContain("not eligible for getting processed");
		});
	}

	@Test
	void nothingIsReplacedWhenLeakGuardIsSwitchedOff() {
		this.runner.withPropertyValues("leakguard.enabled=false")
			.withBean("feed", PriceFeed.class)
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean("feed"))).isFalse());
	}

	@Test
	void namesThatAreGivenAreUsed() {
		this.runner.withBean("named", NamedRegistry.class).run((context) -> {
			NamedRegistry registry = context.getBean(NamedRegistry.class);
			Object thing = new Object();
			registry.enlist(thing);
			Tracker tracker = tracker(context.getBean(LeakGuard.class), "registrations.named");
			assertThat(tracker.open()).isEqualTo(1);
			registry.dismiss(thing);
			assertThat(tracker.open()).isZero();
		});
	}

	@Test
	void aNameThatIsNoMethodStopsTheStart() {
		this.runner.withBean(MisnamedRegistry.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("@TrackRegistrations(add = \"enlistt\") on " + MisnamedRegistry.class.getName()
						+ " names no public method of it"));
	}

	@Test
	void aClassWithoutARecognisedMethodStopsTheStart() {
		this.runner.withBean(UnrecognisedRegistry.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("recognises no method that registers"));
	}

	@Test
	void aFinalClassStopsTheStart() {
		this.runner.withBean(FinalRegistry.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("needs a class that is not final"));
	}

	private void withFeed(FeedTest test) {
		this.runner.withBean("feed", PriceFeed.class).run((context) -> {
			PriceFeed feed = context.getBean(PriceFeed.class);
			LeakGuard leakGuard = context.getBean(LeakGuard.class);
			Runnable first = () -> {
			};
			feed.subscribe(first);
			feed.unsubscribe(first);
			Tracker tracker = tracker(leakGuard, "registrations.feed");
			long before = tracker.totalOpened();
			assertThat(before).isEqualTo(1);
			test.run(feed, tracker, leakGuard);
		});
	}

	private void withTopics(TopicsTest test) {
		this.runner.withBean("topics", Topics.class).run((context) -> {
			LeakGuard leakGuard = context.getBean(LeakGuard.class);
			Tracker tracker = leakGuard.tracking()
				.tracker("acme.topics", Kind.SUBSCRIPTION_NOT_CANCELLED, Unit.OBJECTS);
			test.run(context.getBean(Topics.class), tracker);
		});
	}

	private static Tracker tracker(LeakGuard leakGuard, String name) {
		return leakGuard.tracking()
			.trackers()
			.stream()
			.filter((tracker) -> tracker.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static Population count(LeakGuard leakGuard, String name) throws Exception {
		// a probe is asked by one thread at a time
		leakGuard.stop();
		Census census = new Census(Instant.now(), Attention.NONE, 1000, 50);
		for (Probe probe : leakGuard.tracking().probes()) {
			census.take(probe);
		}
		return census.populations().stream().filter((one) -> one.name().equals(name)).findFirst().orElseThrow();
	}

	private static void close(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@FunctionalInterface
	interface FeedTest {

		void run(PriceFeed feed, Tracker tracker, LeakGuard leakGuard) throws Exception;

	}

	@FunctionalInterface
	interface TopicsTest {

		void run(Topics topics, Tracker tracker) throws Exception;

	}

	static class PlainRegistry {

		public void add(Object thing) {
		}

		public void remove(Object thing) {
		}

	}

	@TrackRegistrations(add = "enlist", remove = "dismiss")
	static class NamedRegistry {

		public void enlist(Object thing) {
		}

		public void dismiss(Object thing) {
		}

	}

	@TrackRegistrations(add = "enlistt", remove = "dismiss")
	static class MisnamedRegistry extends NamedRegistry {

	}

	@TrackRegistrations
	static class UnrecognisedRegistry {

		public void add(Object thing) {
		}

	}

	@TrackRegistrations
	static final class FinalRegistry extends PlainRegistry {

	}

}

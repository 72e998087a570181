package io.leakguard.autoconfigure.probe.data;

import java.time.Duration;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardCustomizer;
import io.leakguard.finding.Finding;
import io.leakguard.population.Kind;
import io.leakguard.tracking.Tracker;
import io.leakguard.tracking.TrackingSettings;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.Advised;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RepositoryStreams}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "leakguard.interval=200ms", "spring.jpa.hibernate.ddl-auto=create-drop" })
class RepositoryStreamsTests {

	@Autowired
	private LeakGuard leakGuard;

	@Autowired
	private Books books;

	@Autowired
	private Shelves shelves;

	@Autowired
	private TransactionTemplate transaction;

	@BeforeEach
	void fill() {
		for (int i = 0; i < 20; i++) {
			this.books.save(new Book(i));
		}
	}

	@Test
	void aStreamThatIsDroppedOpenIsNotClosedAndNamedWithItsRepository() {
		for (int i = 0; i < 30; i++) {
			this.transaction.executeWithoutResult((status) -> firstTitle());
		}
		Awaitility.await().pollInterval(Duration.ofMillis(200)).atMost(Duration.ofSeconds(20)).until(() -> {
			System.gc();
			this.leakGuard.requestScan().get();
			return this.leakGuard.report().findings().stream().anyMatch(this::isNotClosed);
		});
		Finding finding = this.leakGuard.report().findings().stream().filter(this::isNotClosed).findFirst().get();
		assertThat(finding.culprit().type()).isEqualTo(Books.class.getName());
		assertThat(finding.culprit().site()).contains("RepositoryStreamsTests");
	}

	@Test
	void aStreamThatIsClosedIsNot() {
		long closed = tracker(Tracker::totalClosed);
		for (int i = 0; i < 30; i++) {
			this.transaction.executeWithoutResult((status) -> {
				try (Stream<Book> all = this.books.streamAll()) {
					assertThat(all.map((book) -> book.id).count()).isEqualTo(20);
				}
			});
		}
		assertThat(tracker(Tracker::totalClosed)).isEqualTo(closed + 30);
	}

	@Test
	void otherMethodsAreLeftAlone() {
		long opened = tracker(Tracker::totalOpened);
		assertThat(this.books.count()).isEqualTo(20);
		assertThat(this.books.findAll()).hasSize(20);
		assertThat(tracker(Tracker::totalOpened)).isEqualTo(opened);
	}

	@Test
	void aStreamOverAListNeedsNoClosing() {
		long opened = tracker(Tracker::totalOpened);
		assertThat(this.books.all()).hasSize(20);
		assertThat(tracker(Tracker::totalOpened)).isEqualTo(opened);
	}

	@Test
	void aRepositoryWithoutStreamsIsCalledThroughNothingOfOurs() {
		assertThat(advices(this.books)).anyMatch((name) -> name.startsWith(RepositoryStreams.class.getName()));
		assertThat(advices(this.shelves)).isNotEmpty()
			.noneMatch((name) -> name.startsWith(RepositoryStreams.class.getName()));
	}

	private static Stream<String> advices(Object repository) {
		return Stream.of(((Advised) repository).getAdvisors())
			.map((advisor) -> advisor.getAdvice().getClass().getName());
	}

	private void firstTitle() {
		assertThat(this.books.streamAll().findFirst()).isPresent();
	}

	private boolean isNotClosed(Finding finding) {
		return finding.kind() == Kind.NOT_CLOSED && finding.population().equals(RepositoryStreams.POPULATION);
	}

	private long tracker(ToLongFunction<Tracker> number) {
		return this.leakGuard.tracking()
			.trackers()
			.stream()
			.filter((each) -> each.name().equals(RepositoryStreams.POPULATION))
			.mapToLong(number)
			.sum();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = RepositoryStreamsTests.class)
	@EnableJpaRepositories(considerNestedRepositories = true, basePackageClasses = RepositoryStreamsTests.class)
	static class Application {

		/**
		 * This test stands for an application, although it lives among our own classes.
		 */
		@Bean
		static LeakGuardCustomizer application() {
			return (builder) -> builder
				.tracking(TrackingSettings.DEFAULTS.withApplication((name) -> name.contains("RepositoryStreamsTests")));
		}

	}

	interface Books extends JpaRepository<Book, Integer> {

		@Query("select b from Book b")
		Stream<Book> streamAll();

		default Stream<Book> all() {
			return findAll().stream();
		}

	}

	interface Shelves extends JpaRepository<Book, Integer> {

	}

	@Entity(name = "Book")
	static class Book {

		@Id
		private Integer id;

		protected Book() {
		}

		Book(Integer id) {
			this.id = id;
		}

	}

}

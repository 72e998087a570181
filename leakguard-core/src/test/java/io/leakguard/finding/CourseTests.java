package io.leakguard.finding;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.leakguard.history.History;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Course}.
 */
class CourseTests {

	private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

	private final History history = new History(START);

	@Test
	void aSingleValueIsNoCourse() {
		append(1, Duration.ofSeconds(15));
		assertThat(Course.of(this.history, START)).isNull();
	}

	@Test
	void aShortHistoryIsShownAsItIs() {
		append(4, Duration.ofSeconds(15));
		Course course = Course.of(this.history, START.plusSeconds(30));
		assertThat(course).isEqualTo(new Course(START, START.plusSeconds(45), List.of(0.0, 1.0, 2.0, 3.0)));
	}

	@Test
	void whatBeganLongAgoIsShownFromItsBeginning() {
		append(2000, Duration.ofSeconds(15));
		Course course = Course.of(this.history, START.plus(Duration.ofHours(3)));
		assertThat(course).isNotNull();
		assertThat(course.from()).isBetween(START, START.plus(Duration.ofHours(3)));
		assertThat(course.to()).isEqualTo(START.plusSeconds(15 * 1999));
		assertThat(course.values()).hasSizeBetween(30, Course.MAX_VALUES).isSorted().endsWith(1999.0);
	}

	@Test
	void whatBeganJustNowIsShownAtTheResolutionOfTheScan() {
		append(2000, Duration.ofSeconds(15));
		Course course = Course.of(this.history, START.plusSeconds(15 * 1990));
		assertThat(course).isNotNull();
		assertThat(Duration.between(course.from(), course.to())).isLessThan(Duration.ofMinutes(35));
		assertThat(course.values()).hasSizeLessThanOrEqualTo(Course.MAX_VALUES).endsWith(1999.0);
	}

	private void append(int values, Duration interval) {
		for (int i = 0; i < values; i++) {
			this.history.append(START.plus(interval.multipliedBy(i)), i);
		}
	}

}

package io.leakguard.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Cohort}: what comes and goes while it looks.
 */
class CohortTests {

	private final Cohort cohort = new Cohort();

	private final Stripe stripe = new Stripe(this.cohort);

	private long now;

	@Test
	void whatIsOpenedAfterTheClockHasMovedIsNoMember() {
		start();
		List<Handle> before = open(this.now, 20);
		this.now++;
		List<Handle> after = open(this.now, 20);
		observe();
		after.forEach(Handle::close);
		before.forEach(Handle::close);
		assertThat(turnOver(20)).isFalse();
	}

	@Test
	void whatIsOpenedBeforeAndNeverClosedIsAMemberThatStays() {
		start();
		open(this.now, 20);
		this.now++;
		List<Handle> after = open(this.now, 20);
		observe();
		after.forEach(Handle::close);
		assertThat(turnOver(20)).isTrue();
	}

	@Test
	void whatIsClosedBetweenTheCountAndTheMarkIsNoMember() {
		start();
		List<Handle> handles = open(this.now, 30);
		this.now++;
		Stripe.Counts counts = counts();
		handles.subList(0, 15).forEach(Handle::close);
		this.cohort.observe(this.now, counts, this::until, 0);
		handles.forEach(Handle::close);
		assertThat(turnOver(20)).isFalse();
	}

	@Test
	void whatIsClosedWhileTheMembersAreCountedHasLeft() {
		start();
		List<Handle> handles = open(this.now, 30);
		this.now++;
		this.cohort.observe(this.now, counts(), (mark) -> {
			handles.subList(0, 15).forEach(Handle::close);
			return until(mark);
		}, 0);
		handles.forEach(Handle::close);
		assertThat(turnOver(20)).isFalse();
	}

	@Test
	void aThreadThatComesLateWithTheOldTimeHidesNothing() {
		start();
		List<Handle> handles = open(this.now, 20);
		this.now++;
		handles.addAll(open(this.now, 20));
		handles.addAll(open(this.now - 1, 1));
		observe();
		handles.forEach(Handle::close);
		assertThat(turnOver(20)).isFalse();
	}

	@Test
	void whatIsOpenedAfterTheStartIsNoPartOfIt() {
		this.now = 10;
		open(this.now, 5);
		this.now++;
		List<Handle> after = open(this.now, 20);
		this.cohort.rebase(this.now, this::until);
		this.now++;
		observe();
		assertThat(turnOver(20)).isTrue();
		after.forEach(Handle::close);
		assertThat(turnOver(20)).isFalse();
	}

	private void start() {
		this.now = 10;
		this.cohort.rebase(this.now, this::until);
		this.now++;
	}

	private List<Handle> open(long at, int number) {
		List<Handle> handles = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			CountedHandle handle = new CountedHandle(this.stripe, at);
			this.stripe.open(handle, true);
			handles.add(handle);
		}
		return handles;
	}

	/** Open and close more than were live, with looks in between. */
	private boolean turnOver(int looks) {
		boolean staying = false;
		for (int i = 0; i < looks; i++) {
			open(this.now, 20).forEach(Handle::close);
			this.now++;
			staying = observe();
		}
		return staying;
	}

	private boolean observe() {
		LongFunction<Stripe.Counts> until = this::until;
		return this.cohort.observe(this.now, counts(), until, 0);
	}

	private Stripe.Counts counts() {
		Stripe.Counts counts = new Stripe.Counts();
		this.stripe.addTo(counts, Long.MIN_VALUE, 0);
		return counts;
	}

	private Stripe.Counts until(long time) {
		Stripe.Counts counts = new Stripe.Counts();
		this.stripe.addUntil(counts, time);
		return counts;
	}

}

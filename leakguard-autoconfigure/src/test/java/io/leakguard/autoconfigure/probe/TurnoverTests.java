package io.leakguard.autoconfigure.probe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

import io.leakguard.population.Group;
import io.leakguard.population.Sign;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Turnover}.
 */
class TurnoverTests {

	private final Turnover turnover = new Turnover();

	@Test
	void membersThatStayWhileOthersComeAreASign() {
		List<Object> members = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			add(members, 5);
			this.turnover.look(members);
		}
		Group group = this.turnover.weigh(Group.of("x", members.size()));
		assertThat(group.added()).isEqualTo(100);
		assertThat(group.ended()).isZero();
		assertThat(group.signs()).containsExactly(Sign.OLDEST_NEVER_LEAVE);
	}

	@Test
	void membersThatLeaveInTheirTurnAreNoSign() {
		Deque<Object> members = new ArrayDeque<>();
		for (int i = 0; i < 20; i++) {
			add(members, 5);
			if (i >= 10) {
				for (int j = 0; j < 4; j++) {
					members.removeFirst();
				}
			}
			this.turnover.look(members);
		}
		Group group = this.turnover.weigh(Group.of("x", members.size()));
		assertThat(group.ended()).isEqualTo(40);
		assertThat(group.signs()).isEmpty();
	}

	@Test
	void membersThatOnlyStayAreNoSign() {
		List<Object> members = new ArrayList<>();
		add(members, 50);
		for (int i = 0; i < 50; i++) {
			this.turnover.look(members);
		}
		assertThat(this.turnover.neverLeave()).isFalse();
	}

	@Test
	void aLargeRegistryIsSampled() {
		List<Object> members = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			add(members, 1000);
			this.turnover.look(members);
		}
		assertThat(this.turnover.neverLeave()).isTrue();
		assertThat((double) this.turnover.added()).isCloseTo(20_000, within(8000.0));
	}

	@Test
	void equalMembersAreToldApart() {
		List<Object> members = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			members.add(new String("same"));
			this.turnover.look(members);
		}
		assertThat(this.turnover.added()).isEqualTo(20);
	}

	private static void add(Collection<Object> members, int count) {
		for (int i = 0; i < count; i++) {
			members.add(new Object());
		}
	}

}

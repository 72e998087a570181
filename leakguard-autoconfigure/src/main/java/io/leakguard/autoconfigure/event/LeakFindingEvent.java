package io.leakguard.autoconfigure.event;

import io.leakguard.LeakGuard;
import io.leakguard.detection.Stage;
import io.leakguard.finding.Finding;
import io.leakguard.finding.StageChange;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;

/**
 * Event published when a finding has reached another stage. Listeners run one after
 * another on the thread {@code leakguard-events}, never on the scan thread: a slow one
 * delays later events, of which 256 wait; then the oldest are dropped.
 */
public class LeakFindingEvent extends ApplicationEvent {

	private final transient StageChange change;

	/**
	 * Create an event.
	 * @param source found it
	 * @param change the change
	 */
	public LeakFindingEvent(LeakGuard source, StageChange change) {
		super(source);
		this.change = change;
	}

	/**
	 * Return the finding as it is now.
	 * @return the finding
	 */
	public Finding getFinding() {
		return this.change.finding();
	}

	/**
	 * Return the stage that the finding has reached.
	 * @return the stage
	 */
	public Stage getStage() {
		return this.change.finding().stage();
	}

	/**
	 * Return the stage that the finding was in before.
	 * @return the stage, {@code null} if the finding is new
	 */
	public @Nullable Stage getPreviousStage() {
		return this.change.from();
	}

}

package com.acme.orders;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.event.EventListener;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.stereotype.Component;

/**
 * Ends the service when the process that started it is gone, so that a demo that is
 * killed leaves no orphan.
 */
@Component
@ConditionalOnBooleanProperty("acme.exit-with-parent")
class ExitWithParent {

	@EventListener
	void on(ApplicationReadyEvent event) {
		ProcessHandle.current().parent().ifPresent((parent) -> parent.onExit().thenRun(() -> System.exit(0)));
	}

}

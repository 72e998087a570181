package io.leakguard.autoconfigure.probe.context;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.autoconfigure.probe.Wrapped;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

import org.springframework.boot.SpringApplication;

/**
 * Counts the actions that wait for the end of the process in Spring Boot's shutdown hook,
 * and the contexts that it would close. An action is never removed by itself, and a
 * context stays until it is closed.
 */
final class ShutdownHandlersProbe implements Probe {

	static final String HANDLERS = "spring.shutdownHandlers";

	static final String CONTEXTS = "spring.openContexts";

	private final Roll<Object> handlers = new Roll<>(ShutdownHandlersProbe::culprit);

	private final Roll<Object> contexts = new Roll<>((context) -> Culprit.ofType(context.getClass()));

	@Override
	public String name() {
		return HANDLERS;
	}

	@Override
	public void count(Census census) {
		Object hook = PrivateField.of(SpringApplication.class, "shutdownHook").get(null);
		if (hook == null) {
			return;
		}
		PrivateField handlers = PrivateField.of(hook.getClass(), "handlers");
		PrivateField contexts = PrivateField.of(hook.getClass(), "contexts");
		Object registered = handlers.get(hook);
		if (registered == null) {
			return;
		}
		PrivateField actions = PrivateField.of(registered.getClass(), "actions");
		List<Object> waiting;
		List<Object> open;
		// the lock that Spring Boot takes to add and to remove
		synchronized (hook.getClass()) {
			waiting = new ArrayList<>((Collection<?>) actions.get(registered));
			open = new ArrayList<>((Collection<?>) contexts.get(hook));
		}
		this.handlers.count(census.population(HANDLERS, Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS)
			.holder("SpringApplication.getShutdownHandlers()"), waiting);
		this.contexts.count(census.population(CONTEXTS, Kind.NOT_CLOSED, Unit.OBJECTS)
			.holder("SpringApplicationShutdownHook.contexts"), open);
	}

	/** A handler is a record around the action. */
	private static Culprit culprit(Object handler) {
		PrivateField action = PrivateField.find(handler.getClass(), "runnable");
		Object runnable = (action != null) ? action.get(handler) : null;
		return Wrapped.culprit((runnable != null) ? runnable : handler);
	}

}

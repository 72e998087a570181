package io.leakguard.autoconfigure.probe.guava;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.google.common.eventbus.EventBus;
import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Counts the subscribers of Guava's event buses by the class of the listener.
 */
final class EventBusProbe implements Probe {

	private final HeldObjects<EventBus> buses;

	private final Map<String, Roll<Object>> rolls = new HashMap<>();

	private @Nullable PrivateField registry;

	private @Nullable PrivateField subscribers;

	private @Nullable PrivateField target;

	EventBusProbe(BeanFactory beanFactory) {
		this.buses = new HeldObjects<>(beanFactory, EventBus.class);
	}

	@Override
	public String name() {
		return "guava.eventBus";
	}

	@Override
	public void count(Census census) {
		Map<String, EventBus> present = this.buses.find();
		this.rolls.keySet().retainAll(present.keySet());
		present.forEach((name, bus) -> this.rolls.computeIfAbsent(name, (absent) -> new Roll<>(this::culprit))
			.count(census.population("guava.eventBus." + name, Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS)
				.holder("EventBus `" + name + "`"), subscribersOf(bus)));
	}

	private List<Object> subscribersOf(EventBus bus) {
		if (this.registry == null) {
			this.registry = PrivateField.of(EventBus.class, "subscribers");
		}
		List<Object> all = new ArrayList<>();
		Object registry = this.registry.get(bus);
		if (registry != null) {
			if (this.subscribers == null) {
				this.subscribers = PrivateField.of(registry.getClass(), "subscribers");
			}
			if (this.subscribers.get(registry) instanceof Map<?, ?> byEvent) {
				byEvent.values().forEach((set) -> all.addAll((Collection<?>) set));
			}
		}
		return all;
	}

	private Culprit culprit(Object subscriber) {
		if (this.target == null) {
			this.target = PrivateField.of(subscriber.getClass(), "target");
		}
		Object listener = this.target.get(subscriber);
		return Culprit.ofType((listener != null) ? listener.getClass() : subscriber.getClass());
	}

}

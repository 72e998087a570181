package io.leakguard.autoconfigure.probe.reactor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.autoconfigure.probe.Wrapped;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import reactor.core.Scannable;
import reactor.core.publisher.Sinks;

import org.springframework.beans.factory.BeanFactory;

/**
 * Counts the subscribers of Reactor's sinks that are beans or fields of beans, by the
 * class of the subscriber.
 */
final class SinksProbe implements Probe {

	private final HeldObjects<Sinks.Many<?>> sinks;

	private final Map<String, Roll<Scannable>> rolls = new HashMap<>();

	@SuppressWarnings({ "unchecked", "rawtypes" })
	SinksProbe(BeanFactory beanFactory) {
		this.sinks = new HeldObjects<>(beanFactory, (Class) Sinks.Many.class);
	}

	@Override
	public String name() {
		return "reactor.sinks";
	}

	@Override
	public void count(Census census) {
		Map<String, Sinks.Many<?>> present = this.sinks.find();
		present.values().removeIf((sink) -> !sink.getClass().getName().startsWith("reactor.core."));
		this.rolls.keySet().retainAll(present.keySet());
		present.forEach((name, sink) -> {
			Population.Builder population = census
				.population("reactor.sinks." + name, Kind.SUBSCRIPTION_NOT_CANCELLED, Unit.OBJECTS)
				.holder("sink `" + name + "`")
				.count(sink.currentSubscriberCount());
			Roll<Scannable> roll = this.rolls.computeIfAbsent(name, (absent) -> new Roll<>(SinksProbe::culprit));
			if (roll.isDue(sink.currentSubscriberCount())) {
				List<Scannable> inners = Scannable.from(sink).inners().map(Scannable.class::cast).toList();
				population.groups(roll.take(inners));
			}
			else {
				population.groups(roll.last()).stale();
			}
		});
	}

	/** The subscriber at the end of the chain is the one that the application made. */
	private static Culprit culprit(Scannable inner) {
		Object last = inner;
		for (Object actual : (Iterable<Object>) inner.actuals().map(Object.class::cast)::iterator) {
			last = actual;
		}
		return Wrapped.culprit(last);
	}

}

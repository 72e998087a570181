package io.leakguard.autoconfigure.probe.security;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

import io.leakguard.autoconfigure.probe.ExistingBeans;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistryImpl;

/**
 * Counts the sessions in Spring Security's registry. Without an
 * {@code HttpSessionEventPublisher} it never learns that a session has ended.
 */
final class SessionRegistryProbe implements Probe {

	private final ExistingBeans<SessionRegistryImpl> registries;

	private final Map<String, Roll<Object>> rolls = new HashMap<>();

	SessionRegistryProbe(BeanFactory beanFactory) {
		this.registries = new ExistingBeans<>(beanFactory, SessionRegistryImpl.class);
	}

	@Override
	public String name() {
		return "security.sessions";
	}

	@Override
	public void count(Census census) {
		PrivateField sessions = PrivateField.of(SessionRegistryImpl.class, "sessionIds");
		this.registries.find().forEach((name, registry) -> {
			if (sessions.get(registry) instanceof Map<?, ?> map) {
				this.rolls
					.computeIfAbsent(name,
							(absent) -> new Roll<>((session) -> Culprit.ofType(SessionInformation.class)))
					.count(census.population("security.sessions." + name, Kind.SESSION_RETAINED, Unit.OBJECTS)
						.holder("SessionRegistryImpl.sessionIds"), new ArrayList<>(map.values()));
			}
		});
	}

}

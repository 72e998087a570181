package io.leakguard.autoconfigure.probe.security;

import java.time.Duration;
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
 * {@code HttpSessionEventPublisher} it never learns that a session has ended. Until the
 * first of them can have timed out, their growth says nothing and is not judged.
 */
final class SessionRegistryProbe implements Probe {

	private final ExistingBeans<SessionRegistryImpl> registries;

	private final Timeout timeout;

	private final Map<String, Roll<Object>> rolls = new HashMap<>();

	/**
	 * Create a probe.
	 * @param beanFactory has the registries
	 * @param timeout tells when a session ends that nobody uses
	 */
	SessionRegistryProbe(BeanFactory beanFactory, Timeout timeout) {
		this.registries = new ExistingBeans<>(beanFactory, SessionRegistryImpl.class);
		this.timeout = timeout;
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
						.lifetime(this.timeout.get())
						.holder("SessionRegistryImpl.sessionIds"), new ArrayList<>(map.values()));
			}
		});
	}

	/** Tells when a session ends that nobody uses. */
	interface Timeout {

		/**
		 * Return the time after which it ends.
		 * @return the time, zero or negative if it never does
		 */
		Duration get();

	}

}

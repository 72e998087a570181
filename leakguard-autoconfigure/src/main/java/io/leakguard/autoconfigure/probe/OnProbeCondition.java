package io.leakguard.autoconfigure.probe;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The condition behind {@link ConditionalOnProbe}.
 */
class OnProbeCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		String probe = metadata.getAnnotations().get(ConditionalOnProbe.class).getString("value");
		for (String property : new String[] { "leakguard.enabled", "leakguard.probe." + probe + ".enabled" }) {
			if (!context.getEnvironment().getProperty(property, Boolean.class, true)) {
				return ConditionOutcome.noMatch(
						ConditionMessage.forCondition(ConditionalOnProbe.class, probe).because(property + "=false"));
			}
		}
		return ConditionOutcome
			.match(ConditionMessage.forCondition(ConditionalOnProbe.class, probe).because("it is not disabled"));
	}

}

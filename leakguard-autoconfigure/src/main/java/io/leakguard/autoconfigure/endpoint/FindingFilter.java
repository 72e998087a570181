package io.leakguard.autoconfigure.endpoint;

import java.util.Arrays;
import java.util.Locale;

import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.finding.Finding;
import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Which findings are asked for.
 *
 * @param kind the kind, {@code null} for all
 * @param stage the stage, {@code null} for all
 * @param severity the severity, {@code null} for all
 */
record FindingFilter(@Nullable Kind kind, @Nullable Stage stage, @Nullable Severity severity) {

	static FindingFilter of(@Nullable String kind, @Nullable String stage, @Nullable String severity) {
		return new FindingFilter(parse("kind", kind, Kind.class), parse("stage", stage, Stage.class),
				parse("severity", severity, Severity.class));
	}

	private static <E extends Enum<E>> @Nullable E parse(String parameter, @Nullable String value, Class<E> type) {
		if (value == null || value.isBlank()) {
			return null;
		}
		String name = value.trim().toUpperCase(Locale.ROOT).replace('-', '_');
		for (E constant : type.getEnumConstants()) {
			if (constant.name().equals(name)) {
				return constant;
			}
		}
		throw new InvalidRequestException(parameter, value, Arrays.toString(type.getEnumConstants()));
	}

	boolean matches(Finding finding) {
		return (this.kind == null || this.kind == finding.kind())
				&& (this.stage == null || this.stage == finding.stage())
				&& (this.severity == null || this.severity == finding.severity());
	}

}

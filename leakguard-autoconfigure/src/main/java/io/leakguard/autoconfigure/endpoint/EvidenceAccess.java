package io.leakguard.autoconfigure.endpoint;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;

/**
 * Who may read evidence. That it exists is told to everybody who may read the endpoint.
 *
 * @param access {@link Access#NONE} for nobody
 * @param roles the roles of which a reader must have one, none for whoever may read the
 * endpoint
 */
public record EvidenceAccess(Access access, Collection<String> roles) {

	/** Nobody. */
	public static final EvidenceAccess NONE = new EvidenceAccess(Access.NONE, List.of());

	public EvidenceAccess {
		roles = List.copyOf(roles);
	}

	/**
	 * Return why somebody may not read evidence.
	 * @param reader who wants to
	 * @return what to do about it, {@code null} if there is no reason
	 */
	@Nullable String refusal(SecurityContext reader) {
		if (this.access == Access.NONE) {
			return "set leakguard.evidence.access=read-only to read it";
		}
		if (!this.roles.isEmpty() && !Show.WHEN_AUTHORIZED.isShown(reader, this.roles)) {
			return "one of the roles of leakguard.evidence.roles is needed to read it";
		}
		return null;
	}

}

package io.leakguard.autoconfigure.endpoint;

import io.leakguard.autoconfigure.page.LeaksPage;

import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * What the report can be asked for as. Where more than one is accepted, the last one is
 * taken, so that a browser gets the page and everybody else the data.
 */
enum LeaksFormat implements Producible<LeaksFormat> {

	/** Data, as of any actuator endpoint. */
	ACTUATOR_V3(ApiVersion.V3.getProducedMimeType()),

	/** Data, for those who ask for the older name of the same. */
	ACTUATOR_V2(ApiVersion.V2.getProducedMimeType()),

	/** Data, for those who know nothing of actuators. */
	JSON(MimeTypeUtils.APPLICATION_JSON),

	/** The page for people. */
	PAGE(LeaksPage.MEDIA_TYPE);

	private final MimeType mimeType;

	LeaksFormat(MimeType mimeType) {
		this.mimeType = mimeType;
	}

	@Override
	public MimeType getProducedMimeType() {
		return this.mimeType;
	}

	@Override
	public boolean isDefault() {
		return this == ACTUATOR_V3;
	}

}

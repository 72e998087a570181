package io.leakguard.autoconfigure.probe.harvest;

import java.util.logging.LogRecord;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;

/**
 * Counts gRPC channels that were collected without having been shut down, as gRPC itself
 * reports them, with the place that made them.
 */
final class GrpcOrphansProbe extends ReportedProbe {

	static final String POPULATION = "grpc.orphanedChannels";

	static final String LOGGER = "io.grpc.internal.ManagedChannelOrphanWrapper";

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	GrpcOrphansProbe() {
		super(POPULATION, Kind.NOT_CLOSED, "channels were collected without having been shut down", LOGGER);
	}

	@Override
	Culprit culpritOf(LogRecord record) {
		Throwable allocation = record.getThrown();
		return Culprit.ofType("io.grpc.ManagedChannel")
			.at((allocation != null) ? FRAMES.siteIn(allocation.getStackTrace()) : null);
	}

}

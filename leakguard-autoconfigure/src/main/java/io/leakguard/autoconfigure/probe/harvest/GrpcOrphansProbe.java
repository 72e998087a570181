package io.leakguard.autoconfigure.probe.harvest;

import java.util.logging.LogRecord;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;

/**
 * Counts gRPC channels that were collected without having been shut down, as gRPC itself
 * reports them, with the place that made them.
 */
final class GrpcOrphansProbe implements Probe, AutoCloseable {

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	static final String POPULATION = "grpc.orphanedChannels";

	static final String LOGGER = "io.grpc.internal.ManagedChannelOrphanWrapper";

	private final Harvest harvest = new Harvest();

	private final JulHarvest log = new JulHarvest(LOGGER, this::reported);

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		this.harvest.count(census, POPULATION, Kind.NOT_CLOSED,
				"channels were collected without having been shut down");
	}

	@Override
	public void close() {
		this.log.close();
		this.harvest.clear();
	}

	private void reported(LogRecord record) {
		Throwable allocation = record.getThrown();
		this.harvest.add(Culprit.ofType("io.grpc.ManagedChannel")
			.at((allocation != null) ? FRAMES.siteIn(allocation.getStackTrace()) : null));
	}

}

package io.leakguard.autoconfigure.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardProperties;
import io.leakguard.finding.Report;
import io.leakguard.finding.StageChange;
import io.leakguard.scan.ReportListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@link MeterBinder} of findings, populations and scans. Meters are brought up to date
 * after each scan, on the scan thread; they leave with what they tell of, and all of them
 * when this is closed. Tags are enum constants and the names of populations and trackers,
 * and the number of series is bounded.
 */
public class LeakMetrics implements MeterBinder, ReportListener, AutoCloseable {

	private final LeakGuard leakGuard;

	private final LeakGuardProperties.Metrics properties;

	private final List<RegistryMeters> bound = new CopyOnWriteArrayList<>();

	/**
	 * Create a binder.
	 * @param leakGuard knows what leaks
	 * @param properties how many series there may be
	 */
	public LeakMetrics(LeakGuard leakGuard, LeakGuardProperties.Metrics properties) {
		this.leakGuard = leakGuard;
		this.properties = properties;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		RegistryMeters meters = new RegistryMeters(registry, this.leakGuard, this.properties);
		meters.update(this.leakGuard.report());
		this.bound.add(meters);
	}

	@Override
	public void scanned(Report report) {
		this.bound.forEach((meters) -> meters.scanned(report));
	}

	@Override
	public void changed(StageChange change) {
		this.bound.forEach((meters) -> meters.changed(change));
	}

	@Override
	public void close() {
		this.bound.forEach(RegistryMeters::remove);
		this.bound.clear();
	}

}

package io.leakguard.jvm;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

import io.leakguard.population.Census;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

/**
 * Counts the objects that wait for their {@code finalize()}: one blocked or slow
 * finalizer keeps all of them, and what they refer to, alive. Costs a microsecond; if
 * more than a few wait, the classes are asked for, which walks the queue.
 */
public final class FinalizationProbe implements Probe {

	private static final String POPULATION = "jvm.finalization.pending";

	/** Fewer may wait for a moment after any collection. */
	private static final int WORTH_A_LOOK = 10;

	private final IntSupplier pending;

	private final DiagnosticCommand command;

	private final Ration ration;

	private List<Group> groups = List.of();

	/**
	 * Create a probe of this JVM.
	 * @param command the diagnostic commands
	 */
	public FinalizationProbe(DiagnosticCommand command) {
		this(ManagementFactory.getMemoryMXBean()::getObjectPendingFinalizationCount, command, Ration.light());
	}

	FinalizationProbe(IntSupplier pending, DiagnosticCommand command, Ration ration) {
		this.pending = pending;
		this.command = command;
		this.ration = ration;
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		int count = this.pending.getAsInt();
		Population.Builder population = census.population(POPULATION, Kind.FINALIZER_BACKLOG, Unit.OBJECTS);
		if (count < WORTH_A_LOOK && !census.attention().isOn(POPULATION)) {
			this.groups = List.of();
		}
		else if (this.ration.allows(census.at())) {
			long start = System.nanoTime();
			this.groups = classes();
			this.ration.spend(census.at(), System.nanoTime() - start);
		}
		population.groups(this.groups).count(count);
	}

	private List<Group> classes() {
		try {
			return parse(this.command.run("gcFinalizerInfo"));
		}
		catch (UnavailableException ex) {
			return List.of();
		}
	}

	/** Lines such as {@code 12 com.acme.Conn}, on some JDKs in columns with a heading. */
	static List<Group> parse(String info) {
		List<Group> groups = new ArrayList<>();
		info.lines().map(String::strip).forEach((line) -> {
			int gap = line.indexOf(' ');
			if (gap > 0 && line.chars().limit(gap).allMatch(Character::isDigit)) {
				String type = line.substring(gap).strip();
				if (!type.isEmpty() && type.indexOf(' ') < 0) {
					groups.add(Group.of(type, Long.parseLong(line.substring(0, gap))));
				}
			}
		});
		return groups;
	}

}

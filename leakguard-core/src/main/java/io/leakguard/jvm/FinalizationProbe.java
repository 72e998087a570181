package io.leakguard.jvm;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
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

	/** Looks in which those of one class must have become more without ever fewer. */
	private static final int RISES = 4;

	private final IntSupplier pending;

	private final DiagnosticCommand command;

	private final Ration ration;

	private final Differences waiting = new Differences(1_000);

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
			this.waiting.clear();
		}
		else if (this.ration.allows(census.at())) {
			long start = System.nanoTime();
			this.waiting.take(classes());
			this.ration.spend(census.at(), System.nanoTime() - start);
		}
		population.count(count);
		// no groups: their history would only begin now, and restart the judgement
		this.waiting.all()
			.entrySet()
			.stream()
			.max(Comparator.comparingLong((entry) -> entry.getValue().last()))
			.ifPresent((entry) -> name(population, entry.getKey(), entry.getValue()));
	}

	private static void name(Population.Builder population, String type, Differences.Growth growth) {
		population.culprit(Culprit.ofType(type));
		if (growth.rises() >= RISES && growth.idle() == 0) {
			population.sign(Sign.SAME_CLASS_GROWS);
		}
	}

	private Map<String, Long> classes() {
		try {
			return parse(this.command.run("gcFinalizerInfo"));
		}
		catch (UnavailableException ex) {
			return Map.of();
		}
	}

	/** Lines such as {@code 12 com.acme.Conn}, on some JDKs in columns with a heading. */
	static Map<String, Long> parse(String info) {
		Map<String, Long> counts = new HashMap<>();
		info.lines().map(String::strip).forEach((line) -> {
			int gap = line.indexOf(' ');
			if (gap > 0 && line.chars().limit(gap).allMatch(Character::isDigit)) {
				String type = line.substring(gap).strip();
				if (!type.isEmpty() && type.indexOf(' ') < 0) {
					counts.merge(type, Long.parseLong(line.substring(0, gap)), Long::sum);
				}
			}
		});
		return counts;
	}

}

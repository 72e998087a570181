package io.leakguard.autoconfigure.probe.kafka;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import io.leakguard.autoconfigure.probe.Turnover;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

/**
 * Counts Kafka clients by the MBean that each of them registers until it is closed. Kafka
 * itself is not touched.
 */
final class KafkaClientsProbe implements Probe {

	static final String POPULATION = "kafka.clients";

	/** A query visits all names of a domain; a client more or less can wait. */
	private static final int SCANS_BETWEEN_QUERIES = 3;

	private static final Map<String, String> DOMAINS = Map.of("kafka.producer",
			"org.apache.kafka.clients.producer.KafkaProducer", "kafka.consumer",
			"org.apache.kafka.clients.consumer.KafkaConsumer", "kafka.admin.client",
			"org.apache.kafka.clients.admin.KafkaAdminClient");

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	private final Map<String, Clients> clients = new HashMap<>();

	private int scans = SCANS_BETWEEN_QUERIES;

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) throws MalformedObjectNameException {
		Population.Builder population = census.population(POPULATION, Kind.CLIENT_PER_REQUEST, Unit.OBJECTS);
		boolean due = ++this.scans >= SCANS_BETWEEN_QUERIES;
		if (due) {
			this.scans = 0;
		}
		else {
			population.stale();
		}
		long total = 0;
		for (Map.Entry<String, String> domain : DOMAINS.entrySet()) {
			Clients known = this.clients.computeIfAbsent(domain.getKey(), (absent) -> new Clients());
			if (due) {
				known.look(this.server.queryNames(new ObjectName(domain.getKey() + ":type=app-info,id=*"), null));
			}
			if (known.count() > 0) {
				population.group(known.turnover
					.weigh(Group.of(domain.getKey(), Culprit.ofType(domain.getValue()), known.count())));
			}
			total += known.count();
		}
		population.count(total);
	}

	/** The clients of one kind; a name is the same object as long as it is registered. */
	private static final class Clients {

		private final Turnover turnover = new Turnover();

		private final Set<ObjectName> names = new TreeSet<>();

		void look(Set<ObjectName> present) {
			this.names.retainAll(present);
			this.names.addAll(present);
			this.turnover.look(this.names);
		}

		long count() {
			return this.names.size();
		}

	}

}

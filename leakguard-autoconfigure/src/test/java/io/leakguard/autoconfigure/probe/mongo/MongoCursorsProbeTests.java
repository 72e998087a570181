package io.leakguard.autoconfigure.probe.mongo;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Group;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MongoCursorsProbe}.
 */
class MongoCursorsProbeTests {

	private static final String NAME = MongoCursorsProbe.POPULATION;

	private final MongoServer server = new MongoServer(new MemoryBackend());

	private final MongoCursorsProbe probe = new MongoCursorsProbe();

	private final Counts counts = Counts.of(this.probe);

	private MongoClient client;

	private MongoCollection<Document> books;

	@BeforeEach
	void connect() {
		ServerAddress address = new ServerAddress(this.server.bind());
		this.client = MongoClients.create(MongoClientSettings.builder()
			.applyToClusterSettings((cluster) -> cluster.hosts(List.of(address)))
			.addCommandListener(this.probe)
			.build());
		this.books = this.client.getDatabase("shop").getCollection("books");
		for (int i = 0; i < 20; i++) {
			this.books.insertOne(new Document("number", i));
		}
	}

	@AfterEach
	void disconnect() {
		this.client.close();
		this.server.shutdownNow();
	}

	@Test
	void cursorsThatAreDroppedAreCountedByCollectionAndPlace() {
		for (int i = 0; i < 30; i++) {
			head();
			this.counts.scan();
		}
		Group group = this.counts.population(NAME).groups().get(0);
		assertThat(group.count()).isEqualTo(30);
		assertThat(group.culprit().type()).isEqualTo("cursor of shop.books");
		assertThat(group.culprit().site()).contains("MongoCursorsProbeTests.head(");
		assertThat(this.counts.saysOldestNeverLeave(NAME, group.key())).isTrue();
	}

	@Test
	void cursorsThatAreClosedOrExhaustedAreNot() {
		for (int i = 0; i < 10; i++) {
			try (MongoCursor<Document> cursor = this.books.find().batchSize(5).iterator()) {
				cursor.next();
				this.counts.scan();
				assertThat(this.counts.population(NAME).count()).isOne();
			}
			assertThat(this.books.find().batchSize(5).into(new ArrayList<>())).hasSize(20);
		}
		assertThat(this.counts.scan().population(NAME).count()).isZero();
	}

	private void head() {
		assertThat(this.books.find().batchSize(5).iterator().next()).isNotNull();
	}

}

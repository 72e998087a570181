package io.leakguard.bench.cases;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * C10: a Mongo cursor neither exhausted nor closed.
 */
public class C10MongoCursor extends TwinCase {

	private @Nullable MongoCollection<Document> collection;

	/** The leak. */
	public C10MongoCursor() {
		this(false);
	}

	C10MongoCursor(boolean mended) {
		super("C10", mended, Set.of("NOT_CLOSED", "HELD_TOO_LONG"), "orders", "mongo");
	}

	@Override
	public Map<String, Object> properties() {
		String server = "mongodb:/" + new MongoServer(new MemoryBackend()).bind();
		return Map.of("spring.mongodb.uri", server + "/shop", "spring.autoconfigure.exclude", "");
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		MongoCollection<Document> orders = context.getBean(MongoClient.class)
			.getDatabase("shop")
			.getCollection("orders");
		for (int i = 0; i < 20; i++) {
			orders.insertOne(new Document("number", i));
		}
		this.collection = orders;
	}

	@Override
	public void step(long index) {
		MongoCursor<Document> cursor = Objects.requireNonNull(this.collection).find().batchSize(5).iterator();
		cursor.next();
		if (isMended()) {
			cursor.close();
		}
	}

	/** The same with the fix. */
	public static final class Mended extends C10MongoCursor {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}

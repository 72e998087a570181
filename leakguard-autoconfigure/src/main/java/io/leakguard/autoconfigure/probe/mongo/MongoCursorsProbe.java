package io.leakguard.autoconfigure.probe.mongo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Counts the cursors that are open on the server, by collection and place: those that a
 * command opened and that were neither exhausted nor killed. The synchronous driver calls
 * its listeners in the thread that asks, so that the place is known. It is looked up only
 * for results that do not fit into the first batch. Thread-safe.
 */
final class MongoCursorsProbe implements Probe, CommandListener {

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	static final String POPULATION = "mongo.cursors";

	/** The server gives up an idle cursor after this time. */
	private static final Duration SERVER_TIMEOUT = Duration.ofMinutes(10);

	private static final int MAX_CURSORS = 20_000;

	private final Map<Long, Cursor> open = new ConcurrentHashMap<>();

	private final Map<Integer, Long> reading = new ConcurrentHashMap<>();

	private final Roll<Cursor> roll = new Roll<>(Cursor::culprit);

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		Instant idleSince = Instant.now().minus(SERVER_TIMEOUT);
		this.open.values().removeIf((cursor) -> cursor.usedAt.isBefore(idleSince));
		this.roll.count(census.population(POPULATION, Kind.NOT_CLOSED, Unit.OBJECTS), List.copyOf(this.open.values()));
	}

	@Override
	public void commandStarted(CommandStartedEvent event) {
		if ("getMore".equals(event.getCommandName()) && this.reading.size() < MAX_CURSORS) {
			this.reading.put(event.getRequestId(), event.getCommand().getNumber("getMore").longValue());
		}
	}

	@Override
	public void commandSucceeded(CommandSucceededEvent event) {
		switch (event.getCommandName()) {
			case "find", "aggregate", "listIndexes", "listCollections" -> opened(event.getResponse());
			case "getMore" -> read(this.reading.remove(event.getRequestId()), event.getResponse());
			case "killCursors" -> killed(event.getResponse());
			default -> {
			}
		}
	}

	@Override
	public void commandFailed(CommandFailedEvent event) {
		Long cursor = this.reading.remove(event.getRequestId());
		if (cursor != null) {
			this.open.remove(cursor);
		}
	}

	private void opened(BsonDocument response) {
		BsonDocument cursor = cursorOf(response);
		long id = idOf(cursor);
		if (id != 0 && this.open.size() < MAX_CURSORS) {
			String namespace = cursor.containsKey("ns") ? cursor.getString("ns").getValue() : "?";
			this.open.put(id, new Cursor(Culprit.ofType("cursor of " + namespace).at(FRAMES.here())));
		}
	}

	private void read(@Nullable Long id, BsonDocument response) {
		if (id == null) {
			return;
		}
		if (idOf(cursorOf(response)) == 0) {
			this.open.remove(id);
		}
		else {
			this.open.computeIfPresent(id, (key, cursor) -> cursor.used());
		}
	}

	private void killed(BsonDocument response) {
		for (String list : new String[] { "cursorsKilled", "cursorsNotFound" }) {
			if (response.isArray(list)) {
				for (BsonValue id : response.getArray(list)) {
					this.open.remove(id.asNumber().longValue());
				}
			}
		}
	}

	private static BsonDocument cursorOf(BsonDocument response) {
		return response.isDocument("cursor") ? response.getDocument("cursor") : new BsonDocument();
	}

	private static long idOf(BsonDocument cursor) {
		return cursor.isNumber("id") ? cursor.getNumber("id").longValue() : 0;
	}

	/** An open cursor. */
	private static final class Cursor {

		private final Culprit culprit;

		private volatile Instant usedAt = Instant.now();

		Cursor(Culprit culprit) {
			this.culprit = culprit;
		}

		Culprit culprit() {
			return this.culprit;
		}

		Cursor used() {
			this.usedAt = Instant.now();
			return this;
		}

	}

}

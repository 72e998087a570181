package io.leakguard.bench.wider;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.servlet.http.HttpSession;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Healthy: what comes and goes, in whatever rhythm.
 */
public final class HealthyChurn {

	private HealthyChurn() {
	}

	/** W-H04: sessions that are invalidated a few seconds later. */
	public static final class SessionChurn extends WiderCase {

		private final HttpClient http = HttpClient.newHttpClient();

		private URI login = URI.create("http://localhost");

		/** The case. */
		public SessionChurn() {
			super("W-H04");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { LoginController.class };
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.login = URI.create(
					"http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/login");
		}

		@Override
		public void step(long index) throws Exception {
			this.http.send(HttpRequest.newBuilder(this.login).build(), BodyHandlers.discarding());
		}

		@RestController
		static class LoginController {

			private final Queue<HttpSession> sessions = new ConcurrentLinkedQueue<>();

			@GetMapping("/login")
			String login(HttpSession session) {
				session.setAttribute("user", new byte[1024]);
				this.sessions.add(session);
				if (this.sessions.size() > 80) {
					Objects.requireNonNull(this.sessions.poll()).invalidate();
				}
				return "ok";
			}

		}

	}

	/** W-H10: an index rebuilt every five seconds, a little larger up to its bound. */
	public static final class Reindex extends WiderCase {

		private Map<Integer, byte[]> index = new HashMap<>();

		/** The case. */
		public Reindex() {
			super("W-H10");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) {
			if (index % 10 == 0) {
				Map<Integer, byte[]> next = new HashMap<>();
				for (int i = 0; i < Math.min(800, 500 + index * 12); i++) {
					next.put(i, new byte[256]);
				}
				this.index = next;
			}
			Objects.requireNonNull(this.index.get(0))[0]++;
		}

	}

	/** W-H12: a batch that collects rows for 15 seconds and then writes them. */
	public static final class BatchOfRows extends WiderCase {

		private List<byte[]> rows = new ArrayList<>();

		/** The case. */
		public BatchOfRows() {
			super("W-H12");
		}

		@Override
		public void step(long index) {
			this.rows.add(new byte[2048]);
			if (index % 150 == 149) {
				this.rows = new ArrayList<>();
			}
		}

	}

	/** W-H13: a window of ids that have been seen, emptied every ten seconds. */
	public static final class DeduplicationWindow extends WiderCase {

		private final Set<Long> seen = ConcurrentHashMap.newKeySet();

		/** The case. */
		public DeduplicationWindow() {
			super("W-H13");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			this.seen.add(index);
			if (index % 400 == 399) {
				this.seen.clear();
			}
		}

	}

	/** W-H18: a journal that is trimmed when it has become long. */
	public static final class TrimmedText extends WiderCase {

		private final StringBuilder journal = new StringBuilder();

		/** The case. */
		public TrimmedText() {
			super("W-H18");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			this.journal.append("all is well, nothing to report. ".repeat(80));
			if (this.journal.length() > 1_200_000) {
				this.journal.setLength(0);
			}
		}

	}

	/** W-H20: sessions of users in memory: as many come as go, after a morning's rise. */
	public static final class UsersComeAndGo extends WiderCase {

		private final Map<Long, byte[]> users = new ConcurrentHashMap<>();

		private final Random random = new Random(11);

		/** The case. */
		public UsersComeAndGo() {
			super("W-H20");
		}

		@Override
		public int stepsPerScan() {
			return 10;
		}

		@Override
		public void step(long index) {
			this.users.put(index, new byte[1024]);
			List<Long> all = new ArrayList<>(this.users.keySet());
			all.stream().filter((user) -> this.random.nextInt(120) == 0).forEach(this.users::remove);
		}

	}

}

package io.leakguard.bench.cases;

import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;

/**
 * B02: a timer per instance, not cancelled.
 */
public class B02TimerPerInstance extends TwinCase {

	/** The leak. */
	public B02TimerPerInstance() {
		this(false);
	}

	B02TimerPerInstance(boolean mended) {
		super("B02", mended, Set.of("TIMER_NOT_CANCELLED"), "Poller");
	}

	@Override
	public int stepsPerScan() {
		return 2;
	}

	@Override
	public void step(long index) {
		Poller poller = new Poller();
		if (isMended()) {
			poller.close();
		}
	}

	static class Poller {

		private final Timer timer = new Timer(true);

		private int polls;

		Poller() {
			this.timer.schedule(new TimerTask() {

				@Override
				public void run() {
					Poller.this.polls++;
				}

			}, 0, 60_000);
		}

		void close() {
			this.timer.cancel();
		}

	}

	/** The same with the fix. */
	public static final class Mended extends B02TimerPerInstance {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}

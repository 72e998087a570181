package io.leakguard.bench.cases;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.Set;

/**
 * C07: a gRPC channel dropped without shutdown.
 */
public class C07ChannelNotShutDown extends TwinCase {

	/** The leak. */
	public C07ChannelNotShutDown() {
		this(false);
	}

	C07ChannelNotShutDown(boolean mended) {
		super("C07", mended, Set.of("NOT_CLOSED"), "Greeter", "ManagedChannel");
	}

	@Override
	public int stepsPerScan() {
		return 2;
	}

	@Override
	public void step(long index) {
		new Greeter().call("localhost", isMended());
	}

	static class Greeter {

		boolean call(String host, boolean mended) {
			ManagedChannel channel = ManagedChannelBuilder.forAddress(host, 1).usePlaintext().build();
			if (mended) {
				channel.shutdownNow();
			}
			return channel.isShutdown();
		}

	}

	/** The same with the fix. */
	public static final class Mended extends C07ChannelNotShutDown {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}

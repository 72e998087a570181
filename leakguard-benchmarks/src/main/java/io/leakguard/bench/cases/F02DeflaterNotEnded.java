package io.leakguard.bench.cases;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;

/**
 * F02: deflaters that are kept and never ended.
 */
public class F02DeflaterNotEnded extends TwinCase {

	private final Zipper zipper = new Zipper();

	/** The leak. */
	public F02DeflaterNotEnded() {
		this(false);
	}

	F02DeflaterNotEnded(boolean mended) {
		super("F02", mended, Set.of("NATIVE_MEMORY_GROWS"), "Deflater", "Zipper");
	}

	@Override
	public int stepsPerScan() {
		return 10;
	}

	@Override
	public void step(long index) {
		this.zipper.zip(new byte[] { 1, 2, 3, (byte) index }, isMended());
	}

	static class Zipper {

		private final List<Deflater> encoders = new ArrayList<>();

		byte[] zip(byte[] input, boolean mended) {
			byte[] buffer = new byte[64];
			Deflater deflater = new Deflater();
			deflater.setInput(input);
			deflater.finish();
			int length = deflater.deflate(buffer);
			if (mended) {
				deflater.end();
			}
			else {
				this.encoders.add(deflater);
			}
			return Arrays.copyOf(buffer, length);
		}

	}

	/** The same with the fix. */
	public static final class Mended extends F02DeflaterNotEnded {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}

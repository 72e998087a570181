package io.leakguard.bench.cases;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A07: a meter with a tag whose values never repeat.
 */
public class A07UnboundedTag extends TwinCase {

	private @Nullable MeterRegistry registry;

	/** The leak. */
	public A07UnboundedTag() {
		this(false);
	}

	A07UnboundedTag(boolean mended) {
		super("A07", mended, Set.of("METER_TAGS_UNBOUNDED"), "http.client", "uri");
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.registry = context.getBean(MeterRegistry.class);
	}

	@Override
	public void step(long index) {
		String uri = isMended() ? "/users/{id}" : "/users/" + index;
		Timer.builder("http.client")
			.tag("uri", uri)
			.register(Objects.requireNonNull(this.registry))
			.record(Duration.ofMillis(1));
	}

	/** The same with the fix. */
	public static final class Mended extends A07UnboundedTag {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}

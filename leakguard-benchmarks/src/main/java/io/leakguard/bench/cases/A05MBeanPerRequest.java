package io.leakguard.bench.cases;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * A05: one MBean registered per request and never unregistered.
 */
public class A05MBeanPerRequest extends TwinCase {

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	/** The leak. */
	public A05MBeanPerRequest() {
		this(false);
	}

	A05MBeanPerRequest(boolean mended) {
		super("A05", mended, Set.of("MBEAN_NOT_UNREGISTERED"), "Request");
	}

	@Override
	public void step(long index) throws Exception {
		ObjectName name = new ObjectName("app:type=Request,id=" + index);
		this.server.registerMBean(new RequestInfo(), name);
		if (isMended()) {
			this.server.unregisterMBean(name);
		}
	}

	/** What is managed. */
	public interface RequestInfoMBean {

		/**
		 * Return the state.
		 * @return the state
		 */
		int getState();

	}

	/** One per request. */
	public static class RequestInfo implements RequestInfoMBean {

		@Override
		public int getState() {
			return 1;
		}

	}

	/** The same with the fix. */
	public static final class Mended extends A05MBeanPerRequest {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}

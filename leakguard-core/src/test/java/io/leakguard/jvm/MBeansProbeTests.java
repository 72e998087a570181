package io.leakguard.jvm;

import java.util.Set;

import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

import io.leakguard.population.Group;
import io.leakguard.population.Sign;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MBeansProbe}.
 */
class MBeansProbeTests {

	private static final String KEY = "app:type=Request|id,type";

	private final MBeanServer server = MBeanServerFactory.newMBeanServer();

	private final MinuteScans scans = new MinuteScans(new MBeansProbe(() -> this.server));

	@Test
	void mbeansThatAreNeverUnregisteredAreNamedByDomainAndType() throws Exception {
		this.scans.scan();
		for (int i = 0; i < 20; i++) {
			this.server.registerMBean(new RequestInfo(), new ObjectName("app:type=Request,id=" + i));
			this.scans.scan();
		}
		Group group = this.scans.suspecting("jvm.mbeans", Set.of(KEY)).scan().group("jvm.mbeans", KEY).orElseThrow();
		assertThat(group.count()).isEqualTo(20);
		assertThat(group.added()).isEqualTo(20);
		assertThat(group.ended()).isZero();
		assertThat(group.signs()).containsExactly(Sign.OLDEST_NEVER_LEAVE);
		assertThat(group.culprit().type()).startsWith("app:type=Request")
			.contains(RequestInfo.class.getName())
			.contains("id varies");
	}

	@Test
	void mbeansThatAreUnregisteredGiveNoSign() throws Exception {
		this.scans.scan();
		for (int i = 0; i < 20; i++) {
			this.server.registerMBean(new RequestInfo(), new ObjectName("app:type=Request,id=" + i));
			this.server.registerMBean(new RequestInfo(), new ObjectName("app:type=Request,id=more" + i));
			if (i > 0) {
				this.server.unregisterMBean(new ObjectName("app:type=Request,id=" + (i - 1)));
			}
			this.scans.scan();
		}
		Group group = this.scans.group("jvm.mbeans", KEY).orElseThrow();
		assertThat(group.signs()).isEmpty();
		assertThat(group.count()).isEqualTo(21);
		assertThat(group.ended()).isEqualTo(19);
		assertThat(group.ended()).isEqualTo(group.added() - group.count());
	}

	@Test
	void manyMbeansRegisteredAtOnceGiveNoSign() throws Exception {
		this.scans.scan();
		for (int i = 0; i < 50; i++) {
			this.server.registerMBean(new RequestInfo(), new ObjectName("app:type=Request,id=" + i));
		}
		assertThat(this.scans.scan().scan().scan().group("jvm.mbeans", KEY).orElseThrow().signs()).isEmpty();
	}

	@Test
	void aTypeWithANumberInItIsOneFamily() throws Exception {
		assertThat(MBeansProbe.keyOf(new ObjectName("app-1:type=Cache-17,name=a")))
			.isEqualTo(MBeansProbe.keyOf(new ObjectName("app-2:type=Cache-18,name=b")));
		assertThat(MBeansProbe.keyOf(new ObjectName("app:type=Cache,name=a")))
			.isNotEqualTo(MBeansProbe.keyOf(new ObjectName("app:type=Queue,name=a")));
	}

	public interface RequestInfoMBean {

		int getId();

	}

	public static class RequestInfo implements RequestInfoMBean {

		@Override
		public int getId() {
			return 1;
		}

	}

}

package io.leakguard.jvm;

import java.lang.management.ManagementFactory;

import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import io.leakguard.population.Probe.UnavailableException;

/**
 * Asks this JVM what only its diagnostic commands tell, through the platform MBean
 * {@code com.sun.management:type=DiagnosticCommand}. Most commands stop the application
 * at a safepoint for as long as they take, so whoever asks rations it. Thread-safe.
 */
@FunctionalInterface
public interface DiagnosticCommand {

	/**
	 * Run a command.
	 * @param operation the operation as the MBean names it, such as
	 * {@code gcClassHistogram}
	 * @param arguments the arguments, possibly none
	 * @return what the command prints
	 * @throws UnavailableException if this JVM does not have it
	 */
	String run(String operation, String... arguments);

	/**
	 * Return the commands of this JVM. The MBean server is asked for at the first use,
	 * not before.
	 * @return the commands
	 */
	static DiagnosticCommand ofThisJvm() {
		return (operation, arguments) -> {
			try {
				MBeanServer server = ManagementFactory.getPlatformMBeanServer();
				ObjectName name = new ObjectName("com.sun.management:type=DiagnosticCommand");
				return run(server, name, operation, arguments);
			}
			catch (InstanceNotFoundException | ReflectionException ex) {
				throw new UnavailableException("this JVM has no diagnostic command " + operation);
			}
			catch (JMException ex) {
				throw new IllegalStateException("diagnostic command " + operation + " failed", ex);
			}
		};
	}

	private static String run(MBeanServer server, ObjectName name, String operation, String[] arguments)
			throws JMException {
		if (arguments.length == 0) {
			try {
				return (String) server.invoke(name, operation, new Object[0], new String[0]);
			}
			catch (ReflectionException ex) {
				// a command that takes arguments has one signature only
			}
		}
		return (String) server.invoke(name, operation, new Object[] { arguments },
				new String[] { String[].class.getName() });
	}

}
